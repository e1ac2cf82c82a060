package dev.vernier.policy.baseline;

import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;

/** The arrivals of a planning period: their rate, and what a mean one costs. One model. */
final class Traffic {
    private final long periodNanos;
    private long startedAt;
    private boolean isStarted;
    private long arrivals;
    private double tokens;
    private double squares;

    Traffic(long periodNanos) {
        this.periodNanos = periodNanos;
    }

    void arrived(Demand demand) {
        double rows = (double) demand.rows() * demand.length();
        arrivals++;
        tokens += rows;
        squares += rows * demand.length();
    }

    /** Whether a period is over; the first one starts here. */
    boolean isDue(long now) {
        if (!isStarted) {
            isStarted = true;
            startedAt = now;
        }
        return now - startedAt >= periodNanos && arrivals > 0;
    }

    /** Share of the lanes that the period's arrivals would have kept busy on the variant. */
    double load(PolicySnapshot snapshot, ModelProfile model, int variant, long now) {
        var cost = model.variants().get(variant).cost();
        double nanos = arrivals * cost.alpha() + tokens * cost.beta() + squares * cost.gamma();
        return snapshot.slowdown() * nanos / ((now - startedAt) * (double) snapshot.lanes());
    }

    void restart(long now) {
        startedAt = now;
        arrivals = 0;
        tokens = 0;
        squares = 0;
    }
}
