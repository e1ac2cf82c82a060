package dev.vernier.policy;

import java.util.List;

/**
 * What the control path has last found out: immutable, published with one write.
 *
 * @param takenAt monotonic nanos
 * @param lanes number of lanes, K
 * @param slowdown xi: present lane time over nominal lane time, common to all variants
 * @param fluidPrice mu_f, value for a millisecond of lane time; NaN while no rate is known
 * @param referenceLoad lanes that the arriving work would keep busy at the reference
 * @param models slots are positions in this list
 */
public record PolicySnapshot(
        long takenAt, int lanes, double slowdown, double fluidPrice, double referenceLoad, List<ModelProfile> models) {
    public PolicySnapshot {
        models = List.copyOf(models);
    }
}
