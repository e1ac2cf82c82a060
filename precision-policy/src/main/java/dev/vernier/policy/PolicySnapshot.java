package dev.vernier.policy;

import java.util.List;

/**
 * What the control path has last found out: immutable, published with one write.
 *
 * @param takenAt monotonic nanos
 * @param lanes number of lanes, K
 * @param slowdown xi: present lane time over nominal lane time, common to all variants
 * @param price how a millisecond of lane time is priced
 * @param models slots are positions in this list
 */
public record PolicySnapshot(long takenAt, int lanes, double slowdown, PriceRule price, List<ModelProfile> models) {
    public PolicySnapshot {
        models = List.copyOf(models);
    }

    /** Expected nanos of a batch at the present slowdown. */
    public double nanos(int model, int variant, int rows, int length) {
        return slowdown * models.get(model).variants().get(variant).cost().nanos(rows, length);
    }

    boolean isSound() {
        return lanes > 0 && slowdown > 0 && Double.isFinite(slowdown) && price.isSound();
    }
}
