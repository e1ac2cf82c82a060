package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Weights in signed 8-bit numbers with a scale for each output channel: {@code w = scale[out] * q}, {@code scale = max|w| /
 * 127} over the channel, {@code q} in -127..127, so that 0 is exact and no zero point is needed.
 */
record Int8Matrix(Weight values, Weight scales) {
    private static final int MAX = 127;

    /** Of a matrix {@code [in, out]}; scales {@code [out]}. */
    static Int8Matrix of(String name, Weight matrix) {
        int columns = matrix.size(1);
        return of(name, matrix, new long[] {columns}, at -> at % columns);
    }

    /** Of a tensor whose first axes count output channels; scales have its rank, and the size 1 along the others. */
    static Int8Matrix ofRows(String name, Weight tensor, int outputAxes) {
        long[] sizes = tensor.shape();
        Arrays.fill(sizes, outputAxes, sizes.length, 1);
        long channels = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
        int width = Math.toIntExact(tensor.elements() / channels);
        return of(name, tensor, sizes, at -> at / width);
    }

    private static Int8Matrix of(String name, Weight tensor, long[] scaleSizes, IntUnaryOperator channelOf) {
        tensor.requireFinite(name);
        float[] weights = tensor.floats();
        float[] scales = new float[Math.toIntExact(Arrays.stream(scaleSizes).reduce(1, Math::multiplyExact))];
        for (int at = 0; at < weights.length; at++) {
            int channel = channelOf.applyAsInt(at);
            scales[channel] = Math.max(scales[channel], Math.abs(weights[at]));
        }
        for (int channel = 0; channel < scales.length; channel++) {
            scales[channel] = scales[channel] > 0 ? scales[channel] / MAX : 1;
        }
        byte[] quantized = new byte[weights.length];
        for (int at = 0; at < weights.length; at++) {
            quantized[at] = (byte) Math.rint(weights[at] / scales[channelOf.applyAsInt(at)]);
        }
        return new Int8Matrix(Weight.of(WeightType.INT8, tensor.shape(), quantized), Weight.floats(scaleSizes, scales));
    }
}
