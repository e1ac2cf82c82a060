package dev.vernier.compressor.sparse;

import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;

/** Sets the smallest part of a matrix to zero, value by value or block by block. */
final class MagnitudeMask {
    private MagnitudeMask() {}

    /** Zeros the {@code sparsity} share of the blocks of {@code side x side} values with the smallest sums of squares. */
    static Weight blocks(Weight matrix, double sparsity, int side) {
        float[] values = matrix.floats();
        int in = matrix.size(0);
        int out = matrix.size(1);
        int across = (out + side - 1) / side;
        double[] energies = new double[(in + side - 1) / side * across];
        for (int i = 0; i < values.length; i++) {
            energies[block(i, out, side, across)] += (double) values[i] * values[i];
        }
        double[] sorted = energies.clone();
        Arrays.sort(sorted);
        int zeros = (int) Math.round(sparsity * sorted.length);
        double threshold = zeros == sorted.length ? Double.POSITIVE_INFINITY : sorted[zeros];
        for (int i = 0; i < values.length; i++) {
            values[i] = energies[block(i, out, side, across)] < threshold ? 0 : values[i];
        }
        return Weight.floats(matrix.shape(), values);
    }

    private static int block(int index, int out, int side, int across) {
        return index / out / side * across + index % out / side;
    }
}
