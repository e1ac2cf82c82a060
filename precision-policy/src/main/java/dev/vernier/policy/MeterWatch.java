package dev.vernier.policy;

/**
 * Tells whether the meters still move. Every request that the policy saw is sooner or later metered, or is still queued or
 * running: when more are missing and the meters stood still, they are not to be believed.
 */
final class MeterWatch {
    private long missing;
    private long trustedAt;

    MeterWatch(long now) {
        trustedAt = now;
    }

    /** When the meters were last consistent with what the policy saw. */
    long trustedAt() {
        return trustedAt;
    }

    void observe(ControlSample sample, long now) {
        boolean moved = sample.metered() > 0;
        missing = moved ? 0 : missing + sample.workload().arrivals();
        if (moved || missing <= sample.workload().open()) {
            trustedAt = now;
        }
    }
}
