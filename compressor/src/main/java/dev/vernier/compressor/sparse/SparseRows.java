package dev.vernier.compressor.sparse;

import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;

/**
 * Compressed sparse rows (CSR; Tinney and Walker 1967) of the transposed matrix: for each output its non-zero values and the
 * inputs that they belong to.
 */
final class SparseRows implements MatrixProduct {
    private final int in;
    private final int out;
    private final int[] starts;
    private final int[] inputs;
    private final float[] values;
    private float[] inputPanel = {};
    private float[] outputPanel = {};

    private SparseRows(int in, int out, int nonZeros) {
        this.in = in;
        this.out = out;
        starts = new int[out + 1];
        inputs = new int[nonZeros];
        values = new float[nonZeros];
    }

    /** Keeps what is not zero of a matrix {@code [in, out]}. */
    static SparseRows of(Weight matrix) {
        float[] dense = matrix.floats();
        int nonZeros = 0;
        for (float value : dense) {
            nonZeros += value == 0 ? 0 : 1;
        }
        SparseRows rows = new SparseRows(matrix.size(0), matrix.size(1), nonZeros);
        rows.fill(dense);
        return rows;
    }

    private void fill(float[] dense) {
        int next = 0;
        for (int output = 0; output < out; output++) {
            for (int input = 0; input < in; input++) {
                float value = dense[input * out + output];
                if (value != 0) {
                    inputs[next] = input;
                    values[next++] = value;
                }
            }
            starts[output + 1] = next;
        }
    }

    @Override
    public void multiply(float[] input, int rows, float[] output) {
        if (inputPanel.length != in * rows) {
            inputPanel = new float[in * rows];
            outputPanel = new float[out * rows];
        }
        Panel.transpose(input, rows, in, inputPanel);
        Arrays.fill(outputPanel, 0);
        for (int row = 0; row < out; row++) {
            for (int i = starts[row]; i < starts[row + 1]; i++) {
                addScaled(values[i], inputPanel, inputs[i] * rows, outputPanel, row * rows, rows);
            }
        }
        Panel.transpose(outputPanel, out, rows, output);
    }

    private static void addScaled(float factor, float[] from, int fromAt, float[] to, int toAt, int count) {
        for (int i = 0; i < count; i++) {
            to[toAt + i] += factor * from[fromAt + i];
        }
    }

    @Override
    public long byteCount() {
        return 4L * (starts.length + inputs.length + values.length);
    }
}
