package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;

/**
 * A matrix {@code [in, out]} in signed 8-bit numbers with a scale for each output channel: {@code w = scale[out] * q},
 * {@code scale = max|w| / 127} over the channel, {@code q} in -127..127, so that 0 is exact and no zero point is needed.
 */
record Int8Matrix(Weight values, Weight scales) {
    private static final int MAX = 127;

    static Int8Matrix of(String name, Weight matrix) {
        int rows = matrix.size(0);
        int columns = matrix.size(1);
        float[] weights = matrix.floats();
        float[] scales = scales(name, weights, columns);
        byte[] quantized = new byte[weights.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int at = row * columns + column;
                quantized[at] = (byte) Math.rint(weights[at] / scales[column]);
            }
        }
        return new Int8Matrix(
                Weight.of(WeightType.INT8, matrix.shape(), quantized), Weight.floats(new long[] {columns}, scales));
    }

    private static float[] scales(String name, float[] weights, int columns) {
        float[] scales = new float[columns];
        for (int at = 0; at < weights.length; at++) {
            if (!Float.isFinite(weights[at])) {
                throw new GraphException("weight " + name + " has a value that is no number");
            }
            scales[at % columns] = Math.max(scales[at % columns], Math.abs(weights[at]));
        }
        for (int column = 0; column < columns; column++) {
            scales[column] = scales[column] > 0 ? scales[column] / MAX : 1;
        }
        return scales;
    }
}
