package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.passes.PositiveDefinite;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Some of a layer's outputs, from which the others are made by least squares: Nystroem's approximation of the outputs'
 * covariance, {@code K = K[:,J] K[J,J]^-1 K[J,:]}. J are the pivots of a Cholesky factorisation, each time the output of which
 * the ones before explain the least.
 */
final class OutputSample {
    /** What is left of a variance below this share of the largest is noise of the sums. */
    private static final double SMALLEST = 1e-9;

    private OutputSample() {}

    /** Factors of a matrix {@code [in, out]}; of a smaller rank where fewer outputs explain all, 0 where none varies. */
    static Factors factors(DMatrixRMaj matrix, Gram inputs, int rank) {
        DMatrixRMaj kernel = OutputBasis.outputCovariance(matrix, inputs);
        int[] sample = pivots(kernel, rank);
        int outputs = matrix.getNumCols();
        if (sample.length == 0) {
            return Factors.of(new DMatrixRMaj(matrix.getNumRows(), 1), new DMatrixRMaj(1, outputs));
        }
        DMatrixRMaj left = new DMatrixRMaj(matrix.getNumRows(), sample.length);
        DMatrixRMaj right = new DMatrixRMaj(sample.length, outputs);
        double[] squares = new double[sample.length * sample.length];
        for (int i = 0; i < sample.length; i++) {
            for (int row = 0; row < matrix.getNumRows(); row++) {
                left.set(row, i, matrix.get(row, sample[i]));
            }
            for (int j = 0; j < sample.length; j++) {
                squares[i * sample.length + j] = kernel.get(sample[i], sample[j]);
            }
            System.arraycopy(kernel.getData(), sample[i] * outputs, right.getData(), i * outputs, outputs);
        }
        PositiveDefinite.solve(squares, sample.length, right.getData(), outputs);
        return Factors.of(left, right);
    }

    /** The first pivots of a symmetric matrix without negative eigenvalues. */
    static int[] pivots(DMatrixRMaj kernel, int count) {
        int size = kernel.getNumRows();
        double[] left = new double[size];
        for (int i = 0; i < size; i++) {
            left[i] = kernel.get(i, i);
        }
        double[][] rows = new double[count][];
        int[] pivots = new int[count];
        double smallest = SMALLEST * Arrays.stream(left).max().orElse(0);
        for (int step = 0; step < count; step++) {
            int pivot = largest(left);
            if (!(left[pivot] > smallest)) {
                return Arrays.copyOf(pivots, step);
            }
            pivots[step] = pivot;
            rows[step] = row(kernel, rows, step, pivot, left[pivot]);
            for (int i = 0; i < size; i++) {
                left[i] -= rows[step][i] * rows[step][i];
            }
            left[pivot] = 0;
        }
        return pivots;
    }

    /** A row of the Cholesky factor. */
    private static double[] row(DMatrixRMaj kernel, double[][] before, int step, int pivot, double variance) {
        int size = kernel.getNumRows();
        double[] row = Arrays.copyOfRange(kernel.getData(), pivot * size, (pivot + 1) * size);
        for (int earlier = 0; earlier < step; earlier++) {
            PositiveDefinite.addRow(before[earlier], 0, -before[earlier][pivot], row, 0, 0, size);
        }
        double scale = 1 / Math.sqrt(variance);
        for (int i = 0; i < size; i++) {
            row[i] *= scale;
        }
        return row;
    }

    private static int largest(double[] values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
