package dev.vernier.policy.baseline;

import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;

/**
 * Model-Switching (Zhang et al., HotCloud 2020): one variant for everybody, the most valuable whose load stays below a
 * threshold, chosen anew every period.
 */
final class ModelSwitching implements Choice {
    private final double threshold;
    private final Traffic traffic;
    private int current;

    ModelSwitching(long periodNanos, double threshold) {
        this.threshold = threshold;
        traffic = new Traffic(periodNanos);
    }

    @Override
    public void arrived(Demand demand, long now) {
        traffic.arrived(demand);
    }

    @Override
    public void adopt(PolicySnapshot snapshot, long now) {
        if (traffic.isDue(now)) {
            current = best(snapshot, snapshot.models().get(0), now);
            traffic.restart(now);
        }
    }

    private int best(PolicySnapshot snapshot, ModelProfile model, long now) {
        int best = -1;
        int cheapest = 0;
        for (int variant = 0; variant < model.variants().size(); variant++) {
            double load = traffic.load(snapshot, model, variant, now);
            if (load < traffic.load(snapshot, model, cheapest, now)) {
                cheapest = variant;
            }
            if (load <= threshold && (best < 0 || model.value(variant) > model.value(best))) {
                best = variant;
            }
        }
        return best < 0 ? cheapest : best;
    }

    @Override
    public int variant(Head head) {
        return head.permitted(current);
    }
}
