package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.calibrate.Regression;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replaces whole transformer blocks by one linear layer each, a bridge fitted by least squares to what the block made of its
 * input. One block after the other goes, each time the one without which the output on the sample texts moves least.
 */
public final class LayerDropping implements Pass {
    /** The bridge starts from the identity: a residual connection hands most of a block's input on. */
    private static final double RIDGE = 0.001;

    private final int count;

    /** {@code count} of blocks to drop. */
    public LayerDropping(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one block must go, not " + count);
        }
        this.count = count;
    }

    @Override
    public String name() {
        return "layer-dropping";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        float[][] reference = calibration.outputs(original);
        Divergence metric = Divergence.of(original);
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ArrayNode rounds = facts.putArray("rounds");
        Graph graph = original;
        for (int round = 0; round < count; round++) {
            ArrayNode tried = rounds.addArray();
            Graph best = null;
            double least = Double.POSITIVE_INFINITY;
            for (Stretch stretch : stretches(graph)) {
                Graph without = without(graph, stretch, calibration);
                double divergence = metric.mean(reference, calibration.outputs(without));
                tried.addObject().put("without", stretch.to()).put("divergence", divergence);
                if (divergence < least) {
                    best = without;
                    least = divergence;
                }
            }
            if (best == null) {
                throw new GraphException("the graph has no block that can be dropped: one between two others whose"
                        + " whole input is the output of the one before");
            }
            graph = best;
        }
        return new Outcome(graph, facts);
    }

    /** What lies between the input of a block and that of the next. */
    private record Stretch(String from, String to, int width) {}

    private static List<Stretch> stretches(Graph graph) {
        List<Block> blocks = BlockMatcher.match(graph);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i + 1 < blocks.size(); i++) {
            Linear next = blocks.get(i + 1).query();
            int width = next.matrix(graph).size(0);
            Stretch stretch = new Stretch(blocks.get(i).query().input(), next.input(), width);
            if (blocks.get(i).query().matrix(graph).size(0) == width && isOnlyWay(graph, stretch)) {
                stretches.add(stretch);
            }
        }
        return stretches;
    }

    /** Whether nothing of the block is left when its output comes from elsewhere. */
    private static boolean isOnlyWay(Graph graph, Stretch stretch) {
        Node last = graph.producer(stretch.to());
        if (last == null || graph.isOutput(stretch.to())) {
            return false;
        }
        Graph cut = graph.copy();
        cut.replaceUses(stretch.to(), stretch.from());
        cut.removeDead();
        Set<Node> left = new HashSet<>(cut.nodes());
        return graph.consumers(stretch.from()).stream()
                .filter(reader -> left.contains(reader) && reader.is("MatMul"))
                .noneMatch(reader -> Linear.of(graph, reader).isPresent());
    }

    private static Graph without(Graph original, Stretch stretch, Calibration calibration) {
        int width = stretch.width();
        Regression moments = calibration.regression(original, stretch.from(), width, stretch.to(), width);
        double[] identity = new double[(width + 1) * width];
        for (int i = 0; i < width; i++) {
            identity[i * width + i] = 1;
        }
        Ridge bridge = Ridge.fit(moments, RIDGE, identity);
        Graph graph = original.copy();
        String product = graph.fresh(stretch.to() + "/bridge/MatMul");
        String sum = graph.fresh(stretch.to() + "/bridge");
        String matrix = graph.addWeight(stretch.to() + "/bridge/weights", bridge.matrix());
        String bias = graph.addWeight(stretch.to() + "/bridge/bias", bridge.bias());
        graph.replaceUses(stretch.to(), sum);
        graph.add(Node.of("MatMul", List.of(stretch.from(), matrix), product));
        graph.add(Node.of("Add", List.of(product, bias), sum));
        graph.removeDead();
        graph.sort();
        return graph;
    }
}
