package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.GraphException;

/**
 * Linear algebra on symmetric positive definite matrices, row-major {@code [n, n]}. Every inner loop adds a multiple of one
 * row to another, which the compiler vectorises; the order of the sums is fixed, so results are reproducible.
 */
public final class PositiveDefinite {
    private static final double DAMPING = 0.01;

    private PositiveDefinite() {}

    /**
     * Adds a share of the mean of a matrix's diagonal to each element of it, so that what depends on each other can be
     * inverted too.
     *
     * @return what was added; {@code share} itself where the diagonal is 0
     */
    public static double damp(double[] matrix, int n, double share) {
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += matrix[i * n + i];
        }
        double added = trace > 0 ? share * trace / n : share;
        for (int i = 0; i < n; i++) {
            matrix[i * n + i] += added;
        }
        return added;
    }

    /** Replaces the upper triangle of a matrix by U with {@code A = U'U}; the lower triangle is left as it is. */
    public static void factorize(double[] matrix, int n) {
        for (int pivot = 0; pivot < n; pivot++) {
            double diagonal = matrix[pivot * n + pivot];
            if (!Double.isFinite(diagonal)) {
                throw new GraphException("second moments are not finite: what a layer reads of the texts is too large");
            }
            if (diagonal <= 0) {
                throw new GraphException(
                        "a matrix of second moments is not positive definite: it needs more texts, or a stronger pull");
            }
            double scale = 1 / Math.sqrt(diagonal);
            for (int column = pivot; column < n; column++) {
                matrix[pivot * n + column] *= scale;
            }
            for (int row = pivot + 1; row < n; row++) {
                addRow(matrix, pivot * n, -matrix[pivot * n + row], matrix, row * n, row, n);
            }
        }
    }

    /**
     * Solves {@code A X = B} for X, which replaces B {@code [n, columns]}.
     *
     * @param matrix A, whose upper triangle is overwritten
     */
    public static void solve(double[] matrix, int n, double[] right, int columns) {
        factorize(matrix, n);
        for (int row = 0; row < n; row++) {
            scaleRow(right, row * columns, 1 / matrix[row * n + row], columns);
            for (int later = row + 1; later < n; later++) {
                addRow(right, row * columns, -matrix[row * n + later], right, later * columns, 0, columns);
            }
        }
        for (int row = n - 1; row >= 0; row--) {
            for (int later = row + 1; later < n; later++) {
                addRow(right, later * columns, -matrix[row * n + later], right, row * columns, 0, columns);
            }
            scaleRow(right, row * columns, 1 / matrix[row * n + row], columns);
        }
    }

    private static void scaleRow(double[] matrix, int from, double factor, int columns) {
        for (int i = from; i < from + columns; i++) {
            matrix[i] *= factor;
        }
    }

    /** The inverse of a matrix, whose upper triangle is overwritten. */
    public static double[] inverse(double[] matrix, int n) {
        factorize(matrix, n);
        double[] transposed = inverseOfFactorTransposed(matrix, n);
        double[] inverse = new double[n * n];
        for (int column = 0; column < n; column++) {
            for (int row = 0; row <= column; row++) {
                addRow(transposed, column * n, transposed[column * n + row], inverse, row * n, 0, row + 1);
            }
        }
        mirrorLower(inverse, n);
        return inverse;
    }

    /**
     * U with {@code U'U = (M + 0.01 mean(diag M) I)^-1} in the upper triangle, for second moments M, which are overwritten: row i
     * over its diagonal element is how the later inputs of a linear layer make up for what happens to input i.
     */
    public static double[] inverseFactor(double[] moments, int n) {
        damp(moments, n, DAMPING);
        double[] inverse = inverse(moments, n);
        factorize(inverse, n);
        return inverse;
    }

    /** {@code (U^-1)'}, row by row, so that column k of U^-1 is a row. */
    private static double[] inverseOfFactorTransposed(double[] factor, int n) {
        double[] inverse = new double[n * n];
        for (int row = n - 1; row >= 0; row--) {
            inverse[row * n + row] = 1;
            for (int other = row + 1; other < n; other++) {
                addRow(inverse, other * n, -factor[row * n + other], inverse, row * n, other, n);
            }
            double scale = 1 / factor[row * n + row];
            for (int column = row; column < n; column++) {
                inverse[row * n + column] *= scale;
            }
        }
        double[] transposed = new double[n * n];
        for (int row = 0; row < n; row++) {
            for (int column = row; column < n; column++) {
                transposed[column * n + row] = inverse[row * n + column];
            }
        }
        return transposed;
    }

    private static void mirrorLower(double[] matrix, int n) {
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < row; column++) {
                matrix[column * n + row] = matrix[row * n + column];
            }
        }
    }

    /** {@code to[i] += factor * from[i]} for columns {@code first <= i < end} of the rows that start at these offsets. */
    public static void addRow(double[] from, int fromRow, double factor, double[] to, int toRow, int first, int end) {
        for (int i = first; i < end; i++) {
            to[toRow + i] += factor * from[fromRow + i];
        }
    }
}
