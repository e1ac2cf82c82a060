package dev.vernier.compressor.passes.pruning;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Levels;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.passes.Pass;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Quantise, then prune: of matrices that are integers already, the levels next to zero become zero. Each block or output channel
 * has a scale of its own, so this is a threshold relative to its largest weight.
 */
public final class LevelPruning implements Pass {
    private final int levels;

    /** {@code levels} on either side of zero. */
    public LevelPruning(int levels) {
        if (levels < 1) {
            throw new IllegalArgumentException("at least one level on either side of zero must go, not " + levels);
        }
        this.levels = levels;
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
        return new Outcome(
                graph,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("levels", levels)
                        .put("matrices_pruned", matrices.size())
                        .put("zeros_before", 1 - (double) before / all)
                        .put("zeros", 1 - (double) after / all));
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
