package dev.vernier.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A model as the policy sees it.
 *
 * @param variants all that may be served, resident or not; slots are positions in this list, the reference first
 * @param weight value of an answer at full fidelity, w_m
 * @param lossWorth missed answers that one unit of loss is worth, k_m
 * @param maxBatchRows most rows in one batch
 * @param maxBatchTokens most padded tokens in one batch
 */
public record ModelProfile(
        String name,
        List<VariantProfile> variants,
        double weight,
        double lossWorth,
        int maxBatchRows,
        int maxBatchTokens) {
    public ModelProfile {
        variants = List.copyOf(variants);
    }

    /**
     * The same model with the cost curves that were learned; those of its variants stay that have none, or that were not
     * there to be learned.
     *
     * @param before the model when the costs were learned
     */
    ModelProfile learned(ModelProfile before, List<CostCurve> costs) {
        List<VariantProfile> changed = new ArrayList<>(variants);
        int known = Math.min(before.variants.size(), Math.min(changed.size(), costs.size()));
        for (int variant = 0; variant < known; variant++) {
            if (before.variants.get(variant).resident()) {
                changed.set(variant, changed.get(variant).withCost(costs.get(variant)));
            }
        }
        return with(changed);
    }

    /** The same model with other variants. */
    public ModelProfile with(List<VariantProfile> others) {
        return new ModelProfile(name, others, weight, lossWorth, maxBatchRows, maxBatchTokens);
    }

    /** Value of an answer by the variant: {@code w_m * max(0, 1 - k_m * (1 - a_v))}. */
    public double value(int variant) {
        return weight * Math.max(0, 1 - lossWorth * (1 - variants.get(variant).fidelity()));
    }
}
