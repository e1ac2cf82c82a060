package dev.vernier.policy;

/**
 * The cost curve of one variant, learned from its runs: recursive least squares with forgetting on
 * {@code T_observed / xi = alpha + beta*B*L + gamma*B*L^2}, each equation divided by its prediction, so that errors are
 * relative.
 *
 * <p>What is estimated are three multipliers on the profiled terms, which start at 1 with the spread of a profile; hence all
 * numbers are near 1 and one filter fits curves of microseconds and of seconds. Residuals are winsorised: a pause of the
 * machine is no property of a variant.
 */
final class CostLearner {
    private static final int TERMS = 3;
    private static final double FORGETTING = 0.999;
    /** A profiled term is taken to be right within 10 %. */
    private static final double PRIOR_VARIANCE = 0.01;

    private static final double NOISE_VARIANCE = 0.01;
    private static final double WINSOR = 0.5;
    private static final double MOST = 8;
    /** A term that the profile found to be zero starts at this part of the cost of one row of 128 tokens. */
    private static final double LEAST_SHARE = 0.001;

    private static final int SHARE_LENGTH = 128;

    /**
     * An idle variant's estimate keeps this share of its distance from the profile with each interval of the control path,
     * hence halves it in 3.4 s. What it learned on a busy machine would otherwise stand for ever: a variant that looks too
     * dear is not chosen, and a variant that is not chosen learns nothing.
     */
    private static final double KEPT_WHILE_IDLE = 0.98;

    private final double[] scale;
    private final double[] profiled;
    private final double[] multiplier;
    private final double[] covariance = new double[TERMS * TERMS];
    private final double[] features = new double[TERMS];
    private final double[] gain = new double[TERMS];
    private final ResidualQuantile residuals = new ResidualQuantile();
    private boolean isIdle = true;

    CostLearner(CostCurve profiled) {
        double least = Math.max(1, LEAST_SHARE * profiled.nanos(1, SHARE_LENGTH));
        scale = new double[] {
            Math.max(profiled.alpha(), least),
            Math.max(profiled.beta(), least / SHARE_LENGTH),
            Math.max(profiled.gamma(), least / SHARE_LENGTH / SHARE_LENGTH)
        };
        this.profiled =
                new double[] {profiled.alpha() / scale[0], profiled.beta() / scale[1], profiled.gamma() / scale[2]};
        multiplier = this.profiled.clone();
        for (int term = 0; term < TERMS; term++) {
            covariance[term * TERMS + term] = PRIOR_VARIANCE;
        }
    }

    /** Expected nanos at slowdown 1. */
    double nanos(int rows, int length) {
        double tokens = (double) rows * length;
        double perToken = multiplier[1] * scale[1] + multiplier[2] * scale[2] * length;
        return Math.max(1, multiplier[0] * scale[0] + tokens * perToken);
    }

    /** alpha, in nanos. */
    double fixedNanos() {
        return multiplier[0] * scale[0];
    }

    CostCurve curve() {
        return new CostCurve(multiplier[0] * scale[0], multiplier[1] * scale[1], multiplier[2] * scale[2]);
    }

    /** Factor that a run stays under 19 times of 20. */
    double residualQuantile() {
        return residuals.value();
    }

    /** Learns from a run that took {@code observedNanos} while everything took {@code slowdown} times its nominal cost. */
    void observe(int rows, int length, long observedNanos, double slowdown) {
        double predicted = nanos(rows, length);
        double ratio = observedNanos / (predicted * slowdown);
        if (!(ratio > 0)) {
            return;
        }
        isIdle = false;
        residuals.observe(ratio);
        double tokens = (double) rows * length;
        features[0] = scale[0] / predicted;
        features[1] = scale[1] * tokens / predicted;
        features[2] = scale[2] * tokens * length / predicted;
        update(Math.max(-WINSOR, Math.min(WINSOR, ratio - 1)));
    }

    /** An interval of the control path has passed. */
    void passInterval() {
        if (isIdle) {
            for (int term = 0; term < TERMS; term++) {
                multiplier[term] = profiled[term] + KEPT_WHILE_IDLE * (multiplier[term] - profiled[term]);
            }
        }
        isIdle = true;
    }

    private void update(double innovation) {
        double spread = FORGETTING * NOISE_VARIANCE;
        for (int row = 0; row < TERMS; row++) {
            gain[row] = 0;
            for (int column = 0; column < TERMS; column++) {
                gain[row] += covariance[row * TERMS + column] * features[column];
            }
            spread += features[row] * gain[row];
        }
        for (int row = 0; row < TERMS; row++) {
            double moved = multiplier[row] + gain[row] / spread * innovation;
            multiplier[row] = Math.max(0, Math.min(MOST, moved));
        }
        shrink(spread);
    }

    /** Forgetting inflates what the runs do not excite; the prior bounds it. */
    private void shrink(double spread) {
        double trace = 0;
        for (int row = 0; row < TERMS; row++) {
            for (int column = 0; column < TERMS; column++) {
                covariance[row * TERMS + column] -= gain[row] * gain[column] / spread;
            }
            trace += covariance[row * TERMS + row];
        }
        if (trace / FORGETTING <= TERMS * PRIOR_VARIANCE) {
            for (int entry = 0; entry < covariance.length; entry++) {
                covariance[entry] /= FORGETTING;
            }
        }
    }
}
