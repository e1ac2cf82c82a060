package dev.vernier.policy;

/**
 * xi: a Kalman filter on observed over nominal run time, common to all variants (ALERT, arXiv 1911.00119). It reverts to 1,
 * since a lasting error belongs into the coefficients of the cost curves: the two are not identifiable together.
 */
final class SlowdownFilter {
    private static final double LEAST = 0.5;
    private static final double MOST = 4;
    /** Reversion and drift per run, measured in runs. */
    private static final double KEPT_PER_RUN = 0.99;

    private static final double DRIFT = 1e-3;
    private static final double NOISE = 0.02;
    /** Without runs there is no news: what refuses everything must not be believed for ever. */
    private static final double KEPT_PER_SILENCE = 0.9;

    private static final double FIRST_VARIANCE = 0.1;

    private double slowdown = 1;
    private double variance = FIRST_VARIANCE;

    double slowdown() {
        return slowdown;
    }

    /** Takes over an interval's runs: their number and the sum of their ratios. */
    void observe(long runs, double total) {
        if (runs <= 0) {
            slowdown = revert(KEPT_PER_SILENCE);
            return;
        }
        double mean = Math.max(LEAST, Math.min(MOST, total / runs));
        double prior = variance + DRIFT * runs;
        double gain = prior / (prior + NOISE / runs);
        double expected = revert(Math.pow(KEPT_PER_RUN, (double) runs));
        slowdown = expected + gain * (mean - expected);
        variance = (1 - gain) * prior;
    }

    private double revert(double kept) {
        return 1 + kept * (slowdown - 1);
    }
}
