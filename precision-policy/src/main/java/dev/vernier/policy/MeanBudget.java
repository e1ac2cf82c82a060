package dev.vernier.policy;

/**
 * D: the harmonic mean of the time that recent arrivals allowed, over about the last 64. Harmonic, since the price asks how
 * much of an arrival's time the backlog takes, on average.
 */
final class MeanBudget {
    private static final int MEMORY = 64;

    private double perNano;
    private int seen;

    void observe(long budgetNanos) {
        seen = Math.min(MEMORY, seen + 1);
        perNano += (1.0 / budgetNanos - perNano) / seen;
    }

    /** As it would be with one more arrival. */
    double nanosWith(long budgetNanos) {
        return 1 / (perNano + (1.0 / budgetNanos - perNano) / Math.min(MEMORY, seen + 1));
    }

    /** Zero before the first arrival. */
    double nanos() {
        return seen == 0 ? 0 : 1 / perNano;
    }
}
