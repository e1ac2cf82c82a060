package dev.vernier.compressor.evaluation;

import dev.vernier.store.measure.Measure;
import java.util.Arrays;

/**
 * Quantiles with the interval that a percentile bootstrap gives in the limit of infinitely many resamples: the quantile of
 * a resample is the k-th smallest value of the sample with k binomial (Efron 1979), here by its normal approximation.
 */
final class Quantiles {
    private static final double NORMAL_975 = 1.959964;

    private Quantiles() {}

    static Measure of(double[] sample, double share) {
        double[] sorted = sample.clone();
        Arrays.sort(sorted);
        double rank = sorted.length * share;
        double spread = NORMAL_975 * Math.sqrt(rank * (1 - share));
        return new Measure(
                at(sorted, rank),
                at(sorted, rank - spread),
                at(sorted, rank + spread),
                sorted.length,
                "paired-bootstrap");
    }

    private static double at(double[] sorted, double rank) {
        return sorted[(int) Math.max(0, Math.min(sorted.length - 1, Math.ceil(rank) - 1))];
    }
}
