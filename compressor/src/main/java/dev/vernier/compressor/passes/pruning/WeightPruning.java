package dev.vernier.compressor.passes.pruning;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Makes single weights of the linear layers zero, or blocks of them. The matrices keep their shapes, so that a runtime for dense
 * matrices gains nothing by it.
 */
public final class WeightPruning implements Pass {
    private final Criterion criterion;
    private final Sparsity sparsity;
    private final Tile tile;
    private final int steps;

    /**
     * @param tile what goes together
     * @param steps in how many rising shares, each chosen by the activations that the one before has left
     * @throws IllegalArgumentException for what cannot be meant together
     */
    public WeightPruning(Criterion criterion, Sparsity sparsity, Tile tile, int steps) {
        if (sparsity instanceof Sparsity.Threshold && criterion != Criterion.MAGNITUDE) {
            throw new IllegalArgumentException("a threshold is one of size: it needs the criterion magnitude");
        }
        if (sparsity instanceof Sparsity.Pattern && !tile.isSingle()) {
            throw new IllegalArgumentException("a pattern is one of single weights: it knows no block");
        }
        if (steps < 1 || (steps > 1 && !criterion.isCalibrated())) {
            throw new IllegalArgumentException("the number of steps must be 1, or more with wanda and sparse-gpt, which"
                    + " look at what the step before has left; not " + steps);
        }
        this.criterion = criterion;
        this.sparsity = sparsity;
        this.tile = tile;
        this.steps = steps;
    }

    @Override
    public String name() {
        return "weight-pruning";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        List<SharedMatrix> matrices = SharedMatrix.all(original);
        if (matrices.isEmpty()) {
            throw new GraphException("the graph has no MatMul with constant fp32 weights to prune");
        }
        Graph graph = original;
        for (int step = 1; step <= steps; step++) {
            graph = pruned(graph, calibration, new Choice(sparsity.after(step, steps), tile));
        }
        double zeros = shareOfZeros(graph);
        if (zeros <= shareOfZeros(original)) {
            throw new GraphException(
                    "no weight would go: " + sparsity + " is less than one or than what has gone already");
        }
        return new Outcome(graph, facts(matrices.size(), zeros));
    }

    private Graph pruned(Graph original, Calibration calibration, Choice choice) {
        Graph graph = original.copy();
        List<SharedMatrix> matrices = SharedMatrix.all(original);
        Map<String, Gram> moments =
                criterion.isCalibrated() ? SharedMatrix.moments(original, matrices, calibration) : Map.of();
        // The threads read the original: the copy changes while they work.
        Lanes.inOrder(
                calibration.threads(),
                matrices,
                matrix -> pruned(original, matrix, moments, choice),
                (matrix, pruned) -> matrix.replace(graph, pruned));
        graph.removeDead();
        return graph;
    }

    private double[] pruned(Graph graph, SharedMatrix matrix, Map<String, Gram> moments, Choice choice) {
        int inputs = matrix.in(graph).size(0);
        int outputs = matrix.in(graph).size(1);
        double[] weights = criterion.isCalibrated() ? matrix.weightsAndBias(graph) : matrix.weights(graph);
        double[] products = criterion.isCalibrated() ? matrix.moments(moments) : new double[0];
        criterion.prune(weights, inputs, outputs, products, choice);
        return weights;
    }

    private static double shareOfZeros(Graph graph) {
        long zeros = 0;
        long all = 0;
        for (SharedMatrix matrix : SharedMatrix.all(graph)) {
            double[] weights = matrix.weights(graph);
            all += weights.length;
            zeros += Arrays.stream(weights).filter(weight -> weight == 0).count();
        }
        return (double) zeros / all;
    }

    private ObjectNode facts(int matrices, double zeros) {
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("criterion", Pass.word(criterion))
                .put("sparsity", sparsity.toString())
                .put("steps", steps)
                .put("matrices_pruned", matrices)
                .put("zeros", zeros);
        if (!tile.isSingle()) {
            facts.put("block", tile.toString()).put("norm", Pass.word(tile.norm()));
        }
        return facts;
    }
}
