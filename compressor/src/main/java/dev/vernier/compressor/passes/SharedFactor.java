package dev.vernier.compressor.passes;

import java.util.List;

/**
 * One matrix M in the place of several of the same shape, each of which becomes {@code s_l M}, by alternating least squares:
 *
 * <pre>
 * M = sum s_l W_l / sum s_l^2      s_l = (W_l . M) / (M . M)
 * </pre>
 *
 * Both need the products {@code W_k . W_l} only, so that the rounds cost nothing: they are the power iteration for the largest
 * eigenvalue of these products, which is how much of all squared weights is kept.
 */
final class SharedFactor {
    /** Far more than are needed unless two ways of sharing are worth the same, and then either will do. */
    private static final int ROUNDS = 10_000;

    private final double[] scales;
    private final double[] matrix;
    private final double kept;

    private SharedFactor(double[] scales, double[] matrix, double kept) {
        this.scales = scales;
        this.matrix = matrix;
        this.kept = kept;
    }

    /** {@code matrices}: at least one, all of the same size. */
    static SharedFactor of(List<double[]> matrices) {
        int count = matrices.size();
        double[][] products = new double[count][count];
        double total = 0;
        int largest = 0;
        for (int k = 0; k < count; k++) {
            for (int l = 0; l < count; l++) {
                products[k][l] = dot(matrices.get(k), matrices.get(l));
            }
            total += products[k][k];
            largest = products[k][k] > products[largest][largest] ? k : largest;
        }
        double[] scales = unit(products[largest]);
        for (int round = 0; round < ROUNDS; round++) {
            scales = unit(times(products, scales));
        }
        double[] matrix = new double[matrices.get(0).length];
        for (int l = 0; l < count; l++) {
            PositiveDefinite.addRow(matrices.get(l), 0, scales[l], matrix, 0, 0, matrix.length);
        }
        return new SharedFactor(scales, matrix, total > 0 ? dot(times(products, scales), scales) / total : 1);
    }

    /** Of each matrix; their squares sum up to 1. */
    double scale(int matrixPlace) {
        return scales[matrixPlace];
    }

    /** M, row by row. */
    double[] matrix() {
        return matrix.clone();
    }

    /** The share of the sum of all squared weights that is kept. */
    double kept() {
        return kept;
    }

    private static double[] times(double[][] products, double[] vector) {
        double[] result = new double[vector.length];
        for (int k = 0; k < vector.length; k++) {
            result[k] = dot(products[k], vector);
        }
        return result;
    }

    /** As long as 1; all alike where there is nothing. */
    private static double[] unit(double[] vector) {
        double length = Math.sqrt(dot(vector, vector));
        double[] unit = new double[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = length > 0 ? vector[i] / length : 1 / Math.sqrt(vector.length);
        }
        return unit;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }
}
