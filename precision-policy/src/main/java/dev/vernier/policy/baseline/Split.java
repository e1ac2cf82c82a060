package dev.vernier.policy.baseline;

import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;

/**
 * In the style of Proteus (Ahmad et al., ASPLOS 2024): every period the split of the requests over two variants that
 * maximises value while the lanes can carry it with some head-room; requests follow the split in turn. Batches may be filled
 * without regard to padding.
 */
final class Split implements Choice {
    private final double headRoom;
    private final int maxBatch;
    private final double mateShare;
    private final Traffic traffic;
    private int cheaper;
    private int dearer;
    private double dearerShare;
    private double owedToDearer;

    Split(long periodNanos, double headRoom, int maxBatch, double mateShare) {
        this.headRoom = headRoom;
        this.maxBatch = maxBatch;
        this.mateShare = mateShare;
        traffic = new Traffic(periodNanos);
    }

    @Override
    public void arrived(Demand demand, long now) {
        traffic.arrived(demand);
    }

    @Override
    public void adopt(PolicySnapshot snapshot, long now) {
        if (traffic.isDue(now)) {
            plan(snapshot, snapshot.models().get(0), now);
            traffic.restart(now);
        }
    }

    /** Of all pairs the one with the best mean value that fits; with two variables and two constraints no more are needed. */
    private void plan(PolicySnapshot snapshot, ModelProfile model, long now) {
        double best = Double.NEGATIVE_INFINITY;
        double fits = 1 / headRoom;
        for (int low = 0; low < model.variants().size(); low++) {
            double lowLoad = traffic.load(snapshot, model, low, now);
            for (int high = 0; high < model.variants().size(); high++) {
                double extra = traffic.load(snapshot, model, high, now) - lowLoad;
                double share = extra <= 0 ? 0 : Math.max(0, Math.min(1, (fits - lowLoad) / extra));
                double overload = Math.max(0, lowLoad + share * extra - fits);
                double value = model.value(low) + share * (model.value(high) - model.value(low)) - overload;
                if (value > best) {
                    best = value;
                    cheaper = low;
                    dearer = high;
                    dearerShare = share;
                }
            }
        }
    }

    @Override
    public int variant(Head head) {
        owedToDearer += dearerShare;
        if (owedToDearer >= 1) {
            owedToDearer--;
            return head.permitted(dearer);
        }
        return head.permitted(cheaper);
    }

    @Override
    public int maxBatch() {
        return maxBatch;
    }

    @Override
    public double mateShare() {
        return mateShare;
    }
}
