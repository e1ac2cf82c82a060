package dev.vernier.compressor.passes.pruning;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Levels;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.passes.Pass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Quantise, then prune: of matrices that are integers already, the levels next to zero become zero. Each block or output channel
 * has a scale of its own, so this is a threshold relative to its largest weight.
 */
public final class LevelPruning implements Pass {
    private final int levels;
    private final boolean recalibrate;

    /**
     * @param levels on either side of zero
     * @param recalibrate whether activations with fixed ranges get those that they have behind the pruning
     */
    public LevelPruning(int levels, boolean recalibrate) {
        if (levels < 1) {
            throw new IllegalArgumentException("at least one level on either side of zero must go, not " + levels);
        }
        this.levels = levels;
        this.recalibrate = recalibrate;
    }

    @Override
    public String name() {
        return "level-pruning";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, Levels> matrices = matrices(original);
        long before = 0;
        long after = 0;
        long all = 0;
        for (Levels matrix : matrices.values()) {
            if (levels >= (1 << (matrix.bits() - 1)) - 1) {
                throw new GraphException(
                        "weight " + matrix.name() + " in " + matrix.bits() + " bits has no levels beyond " + levels);
            }
            Levels pruned = matrix.without(levels);
            graph.putWeight(matrix.name(), pruned.values());
            before += matrix.nonZero();
            after += pruned.nonZero();
            all += matrix.count();
        }
        int ranges = recalibrate ? recalibrate(graph, calibration) : 0;
        return new Outcome(
                graph,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("levels", levels)
                        .put("matrices_pruned", matrices.size())
                        .put("zeros_before", 1 - (double) before / all)
                        .put("zeros", 1 - (double) after / all)
                        .put("ranges_recalibrated", ranges));
    }

    /** Gives each activation in unsigned 8-bit integers over a fixed range its range of now; returns how many there are. */
    private static int recalibrate(Graph graph, Calibration calibration) {
        List<Node> quantized = graph.nodes().stream()
                .filter(node -> node.is("QuantizeLinear") && isOfOneRange(graph, node))
                .toList();
        Map<String, Range> ranges = calibration.ranges(
                graph, quantized.stream().map(node -> node.input(0)).toList());
        for (Node node : quantized) {
            Range range = Objects.requireNonNull(ranges.get(node.input(0)));
            byte[] zero = {(byte) range.zeroPoint()};
            graph.putWeight(node.input(1), Weight.scalar(range.scale()));
            graph.putWeight(node.input(2), Weight.of(WeightType.UINT8, new long[0], zero));
        }
        return quantized.size();
    }

    private static boolean isOfOneRange(Graph graph, Node node) {
        Weight scale = graph.weight(node.input(1));
        Weight zero = graph.weight(node.input(2));
        return scale != null && scale.rank() == 0 && zero != null && zero.type() == WeightType.UINT8;
    }

    private static Map<String, Levels> matrices(Graph graph) {
        Map<String, Levels> matrices = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (!node.op().equals("GatherBlockQuantized")) {
                Levels.of(graph, node).ifPresent(levels -> matrices.put(levels.name(), levels));
            }
        }
        if (matrices.isEmpty()) {
            throw new GraphException(
                    "the graph multiplies with no matrix of integers: level-pruning goes behind int8 or weight-only");
        }
        return matrices;
    }
}
