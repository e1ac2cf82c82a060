package dev.vernier.policy;

/**
 * A variant as the policy sees it.
 *
 * @param fidelity a_v: agreement with the reference in [0,1]
 * @param batchInvariant whether an answer does not depend on its batch mates
 * @param resident whether it can run now: loaded, warm and not quarantined. A variant that is not keeps its slot, so that
 *     slots in queued demands stay true; a request of which no allowed variant is resident goes to its cheapest allowed
 *     one, and the lane reports that it is not there.
 * @param cost nominal lane time, at slowdown 1
 */
public record VariantProfile(String name, double fidelity, boolean batchInvariant, boolean resident, CostCurve cost) {
    /** The same, loaded or not. */
    public VariantProfile resident(boolean isNow) {
        return new VariantProfile(name, fidelity, batchInvariant, isNow, cost);
    }

    VariantProfile withCost(CostCurve other) {
        return new VariantProfile(name, fidelity, batchInvariant, resident, other);
    }
}
