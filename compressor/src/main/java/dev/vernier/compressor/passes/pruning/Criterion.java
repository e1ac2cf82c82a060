package dev.vernier.compressor.passes.pruning;

import dev.vernier.compressor.passes.pruning.Sparsity.Share.Scope;
import java.util.Arrays;
import java.util.Random;

/**
 * Which weights of a linear layer {@code Y = XW} matter least. Blocks of weights are ranked by the norm of what is said here of
 * a single one.
 */
public enum Criterion {
    /** Any: what every other criterion must beat. */
    RANDOM(Scope.MATRIX) {
        @Override
        void prune(double[] weights, int inputs, int outputs, double[] moments, Choice choice) {
            // a seed of its own for each matrix, whatever its name and place
            Random random = new Random(SEED + Arrays.hashCode(weights));
            removeLowest(weights, random.doubles(weights.length).toArray(), outputs, choice);
        }
    },

    /** The smallest, {@code |w|}, in standard deviations of the matrix. */
    MAGNITUDE(Scope.MATRIX) {
        @Override
        void prune(double[] weights, int inputs, int outputs, double[] moments, Choice choice) {
            double deviation = deviation(weights);
            double[] scores = new double[weights.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = Math.abs(weights[i]) / deviation;
            }
            removeLowest(weights, scores, outputs, choice);
        }
    },

    /** Those that move their output least when they go alone, {@code |w_ij| |X_i|} (Wanda, Sun et al. 2023). */
    WANDA(Scope.OUTPUT) {
        @Override
        void prune(double[] weights, int inputs, int outputs, double[] moments, Choice choice) {
            int rows = weights.length / outputs;
            double[] scores = new double[inputs * outputs];
            for (int i = 0; i < scores.length; i++) {
                int input = i / outputs;
                scores[i] = Math.abs(weights[i]) * Math.sqrt(moments[input * rows + input]);
            }
            double[] before = weights.clone();
            removeLowest(weights, scores, outputs, choice);
            double tokens = moments[moments.length - 1];
            for (int i = 0; i < scores.length && rows > inputs; i++) {
                double mean = moments[i / outputs * rows + inputs] / tokens;
                weights[inputs * outputs + i % outputs] += mean * (before[i] - weights[i]);
            }
        }
    },

    /** Those that move their output least once the inputs behind have made up for them; see {@link ObsSweep}. */
    SPARSE_GPT(Scope.OUTPUT) {
        @Override
        void prune(double[] weights, int inputs, int outputs, double[] moments, Choice choice) {
            new ObsSweep(weights, inputs, outputs, moments).prune(choice);
        }
    };

    private static final long SEED = 29;

    private final Scope usualScope;

    Criterion(Scope usualScope) {
        this.usualScope = usualScope;
    }

    /** Within what a share is reached unless something else is asked for. */
    public Scope usualScope() {
        return usualScope;
    }

    /** Whether it looks at the layer's inputs on the sample texts. */
    boolean isCalibrated() {
        return this == WANDA || this == SPARSE_GPT;
    }

    /**
     * Makes weights zero, and may change the others.
     *
     * @param weights W {@code [inputs, outputs]}, row by row, changed in place; of a layer with a bias that is calibrated, a row of
     *     zeros behind it becomes what is to be added to the bias, so that no mean of an output moves
     * @param moments {@code X'X}, row by row, overwritten, with a column of ones in X where there is that row; empty unless
     *     {@link #isCalibrated}
     */
    abstract void prune(double[] weights, int inputs, int outputs, double[] moments, Choice choice);

    private static void removeLowest(double[] weights, double[] scores, int outputs, Choice choice) {
        boolean[] removed = choice.removed(scores, outputs);
        for (int i = 0; i < scores.length; i++) {
            weights[i] = removed[i] ? 0 : weights[i];
        }
    }

    /** 1 where all weights are equal. */
    private static double deviation(double[] weights) {
        double mean = Arrays.stream(weights).average().orElse(0);
        double variance = Arrays.stream(weights)
                .map(weight -> (weight - mean) * (weight - mean))
                .average()
                .orElse(0);
        return variance > 0 ? Math.sqrt(variance) : 1;
    }
}
