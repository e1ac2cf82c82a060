package dev.vernier.policy;

/** What holds for every decision of one call: the time, the slowdown, the lanes and what they still owe. */
final class Conditions {
    private static final double NANOS_PER_MILLI = 1e6;

    long now;
    double slowdown = 1;
    int lanes = 1;
    long owedNanos;
    /** D: time that recent arrivals allow. */
    double budgetNanos;

    PriceRule price = PriceRule.FREE;
    /** Whether there is no snapshot to decide with: everything runs alone on its cheapest variant. */
    boolean isBlind;

    /** What the lanes still owe, in nominal nanos. */
    double owedNominalNanos() {
        return owedNanos / slowdown;
    }

    /** z: queued and running work over the lane time that a recent arrival allows. */
    double pressure(long nominalNanos, double theta) {
        return (slowdown * nominalNanos + owedNanos) / (theta * lanes * budgetNanos);
    }

    /** When the lanes will have done this work. */
    double drainNanos(long nominalNanos) {
        return (slowdown * nominalNanos + owedNanos) / lanes;
    }

    /** Present lane time in the price's unit. */
    double millis(double nominalNanos) {
        return slowdown * nominalNanos / NANOS_PER_MILLI;
    }
}
