package dev.vernier.compressor.calibrate;

/** How the values of each channel of an activation are spread over all tokens. Not thread-safe while it is filled. */
public final class ActivationStatistics {
    /** Fewer than there are tokens in a few texts, so that most are not empty. */
    private static final int BINS = 32;

    private final ChannelStatistics ranges;
    private final double[] sums;
    private final double[] magnitudes;
    private final int[] counts;
    private long tokens;

    /** No token yet; {@code ranges} of all that will come. */
    public ActivationStatistics(ChannelStatistics ranges) {
        this.ranges = ranges;
        this.sums = new double[ranges.size()];
        this.magnitudes = new double[ranges.size()];
        this.counts = new int[Math.multiplyExact(ranges.size(), BINS)];
    }

    /** Adds some tokens, {@code [tokens, size]}. */
    public void add(float[] values) {
        int size = sums.length;
        for (int i = 0; i < values.length; i++) {
            int channel = i % size;
            sums[channel] += values[i];
            magnitudes[channel] += Math.abs(values[i]);
            counts[channel * BINS + bin(channel, values[i])]++;
        }
        tokens += values.length / size;
    }

    private int bin(int channel, float value) {
        float low = ranges.low(channel);
        float width = ranges.high(channel) - low;
        return width > 0 ? Math.min(BINS - 1, (int) ((value - low) / width * BINS)) : 0;
    }

    /** The mean distance from 0. */
    public double meanMagnitude(int channel) {
        return magnitudes[channel] / tokens;
    }

    /** The largest distance from 0. */
    public double maxMagnitude(int channel) {
        return ranges.magnitude(channel);
    }

    public double variance(int channel) {
        double mean = sums[channel] / tokens;
        return Math.max(0, ranges.meanSquare(channel) - mean * mean);
    }

    /** In bits, of the share of values in each of 32 equal parts of the channel's own range (Luo and Wu, 2017). */
    public double entropy(int channel) {
        double entropy = 0;
        for (int bin = channel * BINS; bin < (channel + 1) * BINS; bin++) {
            double share = (double) counts[bin] / tokens;
            entropy -= share > 0 ? share * Math.log(share) / Math.log(2) : 0;
        }
        return entropy;
    }
}
