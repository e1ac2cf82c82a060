package dev.vernier.policy;

/** What holds for every decision of one call: the time, the slowdown, the lanes and what they still owe. */
final class Conditions {
    private static final double NANOS_PER_MILLI = 1e6;

    long now;
    double slowdown = 1;
    int lanes = 1;
    long owedNanos;
    PriceRule price = PriceRule.FREE;
    /** Whether there is no snapshot to decide with: everything runs alone on its cheapest variant. */
    boolean isBlind;

    /** What the lanes still owe, in nominal nanos. */
    double owedNominalNanos() {
        return owedNanos / slowdown;
    }

    /** z: work over the lane time that there is until the target. */
    double pressure(long nominalNanos, long slackNanos, double theta) {
        return (slowdown * nominalNanos + owedNanos) / (theta * lanes * slackNanos);
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
