package dev.vernier.policy;

import java.util.Arrays;

/**
 * A high quantile of observed over predicted run time, over the last 256 to 512 runs: two histograms with logarithmic bins
 * between 0.5 and 4, of which the older is dropped when the younger is full.
 */
final class ResidualQuantile {
    private static final int BINS = 64;
    private static final double LEAST = 0.5;
    private static final double BIN_WIDTH = Math.log(8) / BINS;
    private static final int WINDOW = 256;
    private static final double LEVEL = 0.95;
    /** A run in 20 has to be seen at least once before a level of 0.95 means anything. */
    private static final int ENOUGH = 32;

    private static final int REFRESH = 16;
    private static final double BEFORE_ENOUGH = 1.1;
    /** One hiccup must not make the reference infeasible. */
    private static final double MOST = 1.5;

    private int[] young = new int[BINS];
    private int[] old = new int[BINS];
    private int youngCount;
    private int oldCount;
    private double value = BEFORE_ENOUGH;

    /** The factor, in [1, 1.5]. */
    double value() {
        return value;
    }

    void observe(double ratio) {
        if (youngCount == WINDOW) {
            turn();
        }
        young[bin(ratio)]++;
        youngCount++;
        if (youngCount % REFRESH == 0 && youngCount + oldCount >= ENOUGH) {
            value = Math.min(MOST, Math.max(1, quantile()));
        }
    }

    private void turn() {
        int[] dropped = old;
        old = young;
        oldCount = youngCount;
        Arrays.fill(dropped, 0);
        young = dropped;
        youngCount = 0;
    }

    private double quantile() {
        double below = LEVEL * (youngCount + oldCount);
        int bin = 0;
        for (int seen = young[0] + old[0]; seen < below; seen += young[bin] + old[bin]) {
            bin++;
        }
        return LEAST * Math.exp((bin + 1) * BIN_WIDTH);
    }

    private static int bin(double ratio) {
        return (int) Math.min(BINS - 1, Math.max(0, Math.log(ratio / LEAST) / BIN_WIDTH));
    }
}
