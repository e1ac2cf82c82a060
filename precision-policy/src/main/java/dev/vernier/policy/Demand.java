package dev.vernier.policy;

/**
 * What a request asks of the policy.
 *
 * @param model slot of the model in the {@link PolicySnapshot}
 * @param rows rows of its tensors
 * @param length tokens of its longest row
 * @param priority 1 (highest) to 8
 * @param floor the lowest fidelity that its answer may have, in [0,1]
 * @param pin slot of the only variant that may answer, or -1
 * @param deterministic whether only batch-invariant forms may answer
 */
public record Demand(int model, int rows, int length, int priority, double floor, int pin, boolean deterministic) {
    /** Whether the variant in this slot meets the floor, the pin and the wish for a deterministic answer, loaded or not. */
    public boolean permits(int slot, VariantProfile variant) {
        return variant.fidelity() >= floor && (pin < 0 || pin == slot) && (!deterministic || variant.batchInvariant());
    }
}
