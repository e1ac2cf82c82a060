package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import java.util.List;

/**
 * Finds the numbers that channels are divided by before weights are rounded in blocks (AWQ, Lin et al. 2023): the weights of
 * channels with large values become large, and so lose less. Candidates are {@code s = rms(x)^alpha} over the geometric mean
 * of the largest and the smallest of them; the best has the least squared error of the layers' outputs on the sample texts,
 * which the second moments of the activation tell exactly. A bias takes the mean of the error back (see {@link BlockLayer}).
 *
 * <pre>
 * E = W - diag(1/s) round(diag(s) W)
 * error = tr(E' X'X E) / tokens  -  |mean(x) E|^2 where the layer has a bias
 * </pre>
 */
final class AwqSearch {
    private static final double ALPHA_STEP = 0.1;
    private static final int ALPHAS = 10;

    /** Stands in for channels that are always 0. */
    private static final double SMALLEST = 1e-5;

    private final Graph graph;
    private final List<Linear> layers;
    private final BlockFormat format;
    private final Gram moments;
    private final double[] products;

    /** {@code layers}: all that read the activation of these moments. */
    AwqSearch(Graph graph, List<Linear> layers, BlockFormat format, Gram moments) {
        this.graph = graph;
        this.layers = layers;
        this.format = format;
        this.moments = moments;
        this.products = moments.products();
    }

    ChannelScales best() {
        double errorUnscaled = error(ChannelScales.ones(moments.size()));
        ChannelScales best = candidate(ALPHA_STEP, errorUnscaled);
        for (int i = 2; i <= ALPHAS; i++) {
            ChannelScales other = candidate(i * ALPHA_STEP, errorUnscaled);
            if (other.error() > errorUnscaled) {
                break; // large exponents starve the other channels: it only gets worse
            }
            best = other.error() < best.error() ? other : best;
        }
        return best;
    }

    private ChannelScales candidate(double alpha, double errorUnscaled) {
        int channels = moments.size();
        double[] powers = new double[channels];
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (int k = 0; k < channels; k++) {
            double rms = Math.sqrt(products[k * channels + k] / moments.tokens());
            powers[k] = StrictMath.pow(Math.max(rms, SMALLEST), alpha);
            smallest = Math.min(smallest, powers[k]);
            largest = Math.max(largest, powers[k]);
        }
        float[] scales = new float[channels];
        for (int k = 0; k < channels; k++) {
            scales[k] = (float) (powers[k] / Math.sqrt(smallest * largest));
        }
        return new ChannelScales(Weight.floats(new long[] {channels}, scales), alpha, error(scales), errorUnscaled);
    }

    private double error(float[] scales) {
        double error = 0;
        for (Linear layer : layers) {
            double[] lost = lost(layer.matrix(graph), scales);
            error += meanSquare(lost) - (layer.bias() == null ? 0 : squareOfMean(lost));
        }
        return error;
    }

    /** What rounding does to each weight {@code [in, out]}, as the undivided activation sees it. */
    private double[] lost(Weight matrix, float[] scales) {
        double[] lost = matrix.doubles();
        double[] weights = ChannelScales.scaledRows(matrix, scales).doubles();
        int outputs = matrix.size(1);
        Rounding.NEAREST.apply(
                new BlockMatrix(format, scales.length, outputs), format, moments, weights, scales.length);
        for (int i = 0; i < lost.length; i++) {
            lost[i] -= weights[i] / scales[i / outputs];
        }
        return lost;
    }

    /** {@code tr(E' X'X E) / tokens}: each pair of channels once, for X'X is symmetric. */
    private double meanSquare(double[] lost) {
        int channels = moments.size();
        int outputs = lost.length / channels;
        double sum = 0;
        for (int k = 0; k < channels; k++) {
            double[] behind = new double[outputs];
            PositiveDefinite.addRow(lost, k * outputs, products[k * channels + k], behind, 0, 0, outputs);
            for (int later = k + 1; later < channels; later++) {
                PositiveDefinite.addRow(
                        lost, later * outputs, 2 * products[k * channels + later], behind, 0, 0, outputs);
            }
            for (int n = 0; n < outputs; n++) {
                sum += lost[k * outputs + n] * behind[n];
            }
        }
        return sum / moments.tokens();
    }

    private double squareOfMean(double[] lost) {
        int outputs = lost.length / moments.size();
        double[] mean = new double[outputs];
        for (int k = 0; k < moments.size(); k++) {
            PositiveDefinite.addRow(lost, k * outputs, moments.mean(k), mean, 0, 0, outputs);
        }
        double sum = 0;
        for (double channel : mean) {
            sum += channel * channel;
        }
        return sum;
    }
}
