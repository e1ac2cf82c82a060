package dev.vernier.compressor.calibrate;

import java.util.Arrays;

/** What the values of each channel of an activation are like over all tokens. Not thread-safe while it is filled. */
public final class ChannelStatistics {
    private final float[] low;
    private final float[] high;
    private final double[] squares;
    private long tokens;

    /** No token yet. */
    public ChannelStatistics(int size) {
        low = new float[size];
        high = new float[size];
        squares = new double[size];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
    }

    /** Adds what is known of some more tokens; each array has one number a channel. */
    public void add(float[] min, float[] max, float[] sumOfSquares, long moreTokens) {
        for (int channel = 0; channel < low.length; channel++) {
            low[channel] = Math.min(low[channel], min[channel]);
            high[channel] = Math.max(high[channel], max[channel]);
            squares[channel] += sumOfSquares[channel];
        }
        tokens += moreTokens;
    }

    public int size() {
        return low.length;
    }

    public float low(int channel) {
        return low[channel];
    }

    public float high(int channel) {
        return high[channel];
    }

    /** The largest distance from 0. */
    public float magnitude(int channel) {
        return Math.max(Math.abs(low[channel]), Math.abs(high[channel]));
    }

    public double meanSquare(int channel) {
        return squares[channel] / tokens;
    }
}
