package dev.vernier.policy;

/**
 * Lane time of a padded batch of B rows of L tokens: {@code T(B,L) = alpha + beta*B*L + gamma*B*L^2}, in nanos. The fixed
 * overhead of a dispatch is part of alpha.
 */
public record CostCurve(double alpha, double beta, double gamma) {
    public CostCurve {
        if (!(alpha >= 0 && beta >= 0 && gamma >= 0) || !Double.isFinite(alpha + beta + gamma)) {
            throw new IllegalArgumentException(
                    "coefficients must be finite and not negative: " + alpha + ", " + beta + ", " + gamma);
        }
    }

    /** Expected nanos of a batch of {@code rows} rows padded to {@code length} tokens. */
    public double nanos(int rows, int length) {
        double tokens = (double) rows * length;
        return alpha + tokens * (beta + gamma * length);
    }
}
