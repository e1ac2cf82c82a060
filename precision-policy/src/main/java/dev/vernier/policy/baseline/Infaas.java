package dev.vernier.policy.baseline;

import dev.vernier.policy.Demand;
import dev.vernier.policy.PolicySnapshot;

/**
 * In the style of INFaaS (Romero et al., ATC 2021): per request the cheapest variant that meets an accuracy target and the
 * deadline; while the last second's load on it is above a threshold, the next faster one is used instead.
 */
final class Infaas implements Choice {
    private static final long REFRESH_NANOS = 1_000_000_000;

    private final double accuracyTarget;
    private final double overloaded;
    private final Traffic traffic = new Traffic(REFRESH_NANOS);
    private long blacklisted;

    Infaas(double accuracyTarget, double overloaded) {
        this.accuracyTarget = accuracyTarget;
        this.overloaded = overloaded;
    }

    @Override
    public void arrived(Demand demand, long now) {
        traffic.arrived(demand);
    }

    @Override
    public void adopt(PolicySnapshot snapshot, long now) {
        if (traffic.isDue(now)) {
            blacklisted = 0;
            var model = snapshot.models().get(0);
            for (int variant = 0; variant < model.variants().size(); variant++) {
                if (traffic.load(snapshot, model, variant, now) > overloaded) {
                    blacklisted |= 1L << variant;
                }
            }
            traffic.restart(now);
        }
    }

    @Override
    public int variant(Head head) {
        int best = -1;
        for (int variant = 0; variant < head.variants(); variant++) {
            boolean fits = head.permits(variant)
                    && head.value(variant) >= accuracyTarget
                    && (blacklisted >>> variant & 1) == 0
                    && head.nanos(variant) <= head.slackNanos();
            if (fits && (best < 0 || head.nanos(variant) < head.nanos(best))) {
                best = variant;
            }
        }
        return best < 0 ? head.cheapest() : best;
    }
}
