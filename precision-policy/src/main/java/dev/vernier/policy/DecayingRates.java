package dev.vernier.policy;

import java.util.Arrays;

/**
 * Exponentially weighted rates of several amounts over one time constant. Divided by the weight that was really given, so
 * that the first intervals are not taken for a pause before them.
 */
final class DecayingRates {
    private final double timeConstantNanos;
    private final double[] sums;
    private double weight;

    DecayingRates(int amounts, double timeConstantNanos) {
        sums = new double[amounts];
        this.timeConstantNanos = timeConstantNanos;
    }

    void add(int at, double amount, long intervalNanos) {
        sums[at] += amount * (1 - kept(intervalNanos)) / intervalNanos;
    }

    /** Ages what was added before; call it before the interval's {@link #add}. */
    void age(long intervalNanos) {
        double kept = kept(intervalNanos);
        for (int at = 0; at < sums.length; at++) {
            sums[at] *= kept;
        }
        weight = weight * kept + 1 - kept;
    }

    /** Amount per nano; 0 before the first interval. */
    double rate(int at) {
        return weight == 0 ? 0 : sums[at] / weight;
    }

    void reset() {
        Arrays.fill(sums, 0);
        weight = 0;
    }

    private double kept(long intervalNanos) {
        return Math.exp(-intervalNanos / timeConstantNanos);
    }
}
