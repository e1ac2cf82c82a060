package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.ChannelStatistics;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the numbers that channels are divided by. Candidates are SmoothQuant's {@code s = max|x|^alpha / max|w|^(1-alpha)};
 * the best has the least expected squared error of the layers' outputs per token. With steps {@code d} of the activation and
 * {@code e_n} of output channel n, and rounding errors uniform within a step (variance step^2 / 12):
 *
 * <pre>
 * error = d^2/12 sum_kn (s_k w_kn)^2  +  sum_n e_n^2/12 sum_k mean(x_k^2) / s_k^2
 * d = (max_k high_k/s_k - min_k low_k/s_k) / 255      e_n = max_k |s_k w_kn| / 127
 * </pre>
 */
final class ScaleSearch {
    private static final double FIRST_ALPHA = 0.3;
    private static final double ALPHA_STEP = 0.05;
    private static final int ALPHAS = 15;

    /** Stands in for channels that are always 0. */
    private static final double SMALLEST = 1e-5;

    private final ChannelStatistics channels;
    private final List<float[]> matrices = new ArrayList<>();
    private final double[] rowSquares;
    private final double[] rowMagnitudes;

    /** {@code matrices}: {@code [channels, out]}, of all layers that read the activation. */
    ScaleSearch(ChannelStatistics channels, List<Weight> matrices) {
        this.channels = channels;
        this.rowSquares = new double[channels.size()];
        this.rowMagnitudes = new double[channels.size()];
        for (Weight matrix : matrices) {
            float[] values = matrix.floats();
            this.matrices.add(values);
            int width = matrix.size(1);
            for (int i = 0; i < values.length; i++) {
                rowSquares[i / width] += (double) values[i] * values[i];
                rowMagnitudes[i / width] = Math.max(rowMagnitudes[i / width], Math.abs(values[i]));
            }
        }
    }

    double errorUnscaled() {
        return error(ChannelScales.ones(channels.size()));
    }

    ChannelScales best() {
        double errorUnscaled = errorUnscaled();
        ChannelScales best = candidate(FIRST_ALPHA, errorUnscaled);
        for (int i = 1; i < ALPHAS; i++) {
            ChannelScales other = candidate(FIRST_ALPHA + i * ALPHA_STEP, errorUnscaled);
            best = other.error() < best.error() ? other : best;
        }
        return best;
    }

    private ChannelScales candidate(double alpha, double errorUnscaled) {
        float[] scales = new float[channels.size()];
        for (int k = 0; k < scales.length; k++) {
            double activation = Math.max(channels.magnitude(k), SMALLEST);
            double weight = Math.max(rowMagnitudes[k], SMALLEST);
            scales[k] = (float) (StrictMath.pow(activation, alpha) / StrictMath.pow(weight, 1 - alpha));
        }
        return new ChannelScales(
                Weight.floats(new long[] {scales.length}, scales), alpha, error(scales), errorUnscaled);
    }

    private double error(float[] scales) {
        double error = activationError(scales);
        for (float[] matrix : matrices) {
            error += weightError(matrix, scales);
        }
        return error;
    }

    private double activationError(float[] scales) {
        double low = 0;
        double high = 0;
        double squares = 0;
        for (int k = 0; k < scales.length; k++) {
            low = Math.min(low, channels.low(k) / scales[k]);
            high = Math.max(high, channels.high(k) / scales[k]);
            squares += (double) scales[k] * scales[k] * rowSquares[k];
        }
        double step = (high - low) / 255;
        return step * step / 12 * squares;
    }

    private double weightError(float[] matrix, float[] scales) {
        int width = matrix.length / scales.length;
        float[] largest = new float[width];
        double squares = 0;
        for (int k = 0; k < scales.length; k++) {
            for (int n = 0; n < width; n++) {
                largest[n] = Math.max(largest[n], Math.abs(matrix[k * width + n]) * scales[k]);
            }
            squares += channels.meanSquare(k) / ((double) scales[k] * scales[k]);
        }
        double error = 0;
        for (float magnitude : largest) {
            double step = magnitude / 127;
            error += step * step / 12 * squares;
        }
        return error;
    }
}
