package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Regression;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.passes.Ridge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A transformer block that one linear layer, a bridge, can take the place of: all that lies between its input and that of the
 * next.
 *
 * @param from the value that it reads
 * @param to the value that the next block reads
 * @param width of both
 */
record Stretch(String from, String to, int width) {
    /** The bridge starts from the identity: a residual connection hands most of a block's input on. */
    private static final double RIDGE = 0.001;

    /** Those of a graph, in its order; the last block is none. */
    static List<Stretch> all(Graph graph) {
        List<Block> blocks = BlockMatcher.match(graph);
        List<Stretch> stretches = new ArrayList<>();
        for (int i = 0; i + 1 < blocks.size(); i++) {
            Linear first = blocks.get(i).query();
            Linear next = blocks.get(i + 1).query();
            Stretch stretch =
                    new Stretch(first.input(), next.input(), next.matrix(graph).size(0));
            if (first.matrix(graph).size(0) == stretch.width() && stretch.isOnlyWay(graph)) {
                stretches.add(stretch);
            }
        }
        return stretches;
    }

    /** Whether nothing of the block is left when its output comes from elsewhere. */
    private boolean isOnlyWay(Graph graph) {
        if (graph.producer(to) == null || graph.isOutput(to)) {
            return false;
        }
        Set<Node> left = new HashSet<>(without(graph).nodes());
        return Linear.readers(graph, from).stream().noneMatch(layer -> left.contains(layer.matMul()));
    }

    /** The graph without the block; what reads its output reads its input. */
    Graph without(Graph graph) {
        Graph without = graph.copy();
        without.replaceUses(to, from);
        without.removeDead();
        return without;
    }

    /** Which of these layers go with the block. */
    List<UnitLayer> inside(Graph graph, List<UnitLayer> layers) {
        Graph without = without(graph);
        return layers.stream()
                .filter(layer -> without.producer(layer.projection().output()) == null)
                .toList();
    }

    /** The linear layer that comes nearest to what the block makes of the sample texts. */
    Ridge bridge(Graph graph, Calibration calibration) {
        Regression moments = calibration.regression(graph, from, width, to, width);
        double[] identity = new double[(width + 1) * width];
        for (int i = 0; i < width; i++) {
            identity[i * width + i] = 1;
        }
        return Ridge.fit(moments, RIDGE, identity);
    }

    /** The graph with a bridge in the place of the block. */
    Graph bridged(Graph original, Calibration calibration) {
        Ridge bridge = bridge(original, calibration);
        Graph graph = original.copy();
        String product = graph.fresh(to + "/bridge/MatMul");
        String sum = graph.fresh(to + "/bridge");
        String matrix = graph.addWeight(to + "/bridge/weights", bridge.matrix());
        String bias = graph.addWeight(to + "/bridge/bias", bridge.bias());
        graph.replaceUses(to, sum);
        graph.add(Node.of("MatMul", List.of(from, matrix), product));
        graph.add(Node.of("Add", List.of(product, bias), sum));
        graph.removeDead();
        graph.sort();
        return graph;
    }
}
