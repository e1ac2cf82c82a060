package dev.vernier.policy.simulate;

import dev.vernier.policy.Demand;

/**
 * A request of a trace. Times are nanos since the trace's start.
 *
 * @param index position in the trace
 * @param targetNanos when its answer is wanted
 * @param endNanos when its answer is worthless
 * @param noise what its share of a batch takes, over what it is expected to take
 */
public record TraceRequest(int index, long arrivalNanos, Demand demand, long targetNanos, long endNanos, double noise) {
    /** Time from its arrival to its target. */
    public long allowedNanos() {
        return targetNanos - arrivalNanos;
    }
}
