package dev.vernier.compressor.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.Weight;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MatrixProductTest {
    @ParameterizedTest
    @EnumSource(Kernel.class)
    void multipliesRowsWithTheMatrix(Kernel kernel) {
        Weight matrix = Weight.floats(new long[] {2, 3}, 1, 0, 2, 0, 3, 0);
        float[] output = new float[6];
        try (MatrixProduct product = kernel.product(matrix)) {
            product.multiply(new float[] {1, 2, 10, 20}, 2, output);
        }
        assertThat(output).containsExactly(1, 6, 2, 10, 60, 20);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void overwritesWhatTheOutputHeldAndTakesAnotherNumberOfRows(Kernel kernel) {
        Weight matrix = Weight.floats(new long[] {1, 1}, 2);
        float[] output = {99};
        try (MatrixProduct product = kernel.product(matrix)) {
            product.multiply(new float[] {1, 2, 3}, 3, new float[3]);
            product.multiply(new float[] {4}, 1, output);
        }
        assertThat(output).containsExactly(8);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void aMatrixOfZerosGivesZeros(Kernel kernel) {
        float[] output = {1, 1};
        try (MatrixProduct product = kernel.product(Weight.floats(new long[] {3, 2}, new float[6]))) {
            product.multiply(new float[] {1, 2, 3}, 1, output);
        }
        assertThat(output).containsExactly(0, 0);
    }

    @ParameterizedTest
    @EnumSource(Kernel.class)
    void equalsTheSumsOfProductsForSizesThatFillNoBlockAndNoTile(Kernel kernel) {
        Random random = new Random(3);
        int in = 37;
        int out = 21;
        int rows = 19;
        Weight matrix = kernel.pruned(Weight.floats(new long[] {in, out}, normal(random, in * out)), .6);
        float[] input = normal(random, rows * in);
        float[] output = new float[rows * out];
        try (MatrixProduct product = kernel.product(matrix)) {
            product.multiply(input, rows, output);
        }
        assertThat(output).containsExactly(sums(input, matrix.floats(), rows, in, out), Offset.offset(1e-4f));
    }

    @Test
    void aSparseFormTakesTheBytesOfWhatItKeeps() {
        Weight matrix = Weight.floats(new long[] {8, 4}, new float[] {
            5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 6, //
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        });
        assertThat(SparseRows.of(matrix).byteCount()).isEqualTo(4 * (5 + 2 + 2));
        assertThat(SparseBlocks.of(matrix).byteCount()).isEqualTo(4 * (2 + 1 + 16));
    }

    private static float[] sums(float[] input, float[] matrix, int rows, int in, int out) {
        float[] sums = new float[rows * out];
        for (int row = 0; row < rows; row++) {
            for (int output = 0; output < out; output++) {
                for (int i = 0; i < in; i++) {
                    sums[row * out + output] += input[row * in + i] * matrix[i * out + output];
                }
            }
        }
        return sums;
    }

    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
