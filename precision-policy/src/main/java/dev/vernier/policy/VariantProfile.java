package dev.vernier.policy;

/**
 * A variant as the policy sees it.
 *
 * @param fidelity a_v: agreement with the reference in [0,1]
 * @param batchInvariant whether an answer does not depend on its batch mates
 * @param cost nominal lane time, at slowdown 1
 */
public record VariantProfile(String name, double fidelity, boolean batchInvariant, CostCurve cost) {}
