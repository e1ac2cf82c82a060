package dev.vernier.policy;

import java.util.ArrayList;
import java.util.List;

/** A model with the costs that its runs have taught. A set of variants is a bit mask over their slots. */
final class LearnedModel {
    private final ModelProfile profile;
    private final List<CostLearner> learners;
    private final List<CostCurve> profiled;
    private final double[] values;
    private final long resident;

    LearnedModel(ModelProfile profile) {
        this(profile, new ArrayList<>(), new ArrayList<>());
        for (VariantProfile variant : profile.variants()) {
            learners.add(new CostLearner(variant.cost()));
            profiled.add(variant.cost());
        }
    }

    private LearnedModel(ModelProfile profile, List<CostLearner> learners, List<CostCurve> profiled) {
        this.profile = profile;
        this.learners = learners;
        this.profiled = profiled;
        values = new double[profile.variants().size()];
        long loaded = 0;
        for (int variant = 0; variant < values.length; variant++) {
            values[variant] = profile.value(variant);
            loaded |= profile.variants().get(variant).resident() ? 1L << variant : 0;
        }
        resident = loaded;
    }

    /** The same model with what was learned, where its variants are the same; a variant that comes starts from its profile. */
    LearnedModel with(ModelProfile next) {
        if (!names(next).equals(names(profile))) {
            return new LearnedModel(next);
        }
        learners.forEach(CostLearner::passInterval);
        for (int variant = 0; variant < values.length; variant++) {
            VariantProfile now = next.variants().get(variant);
            if (now.resident() && !profile.variants().get(variant).resident()) {
                learners.set(variant, new CostLearner(now.cost()));
                profiled.set(variant, now.cost());
            }
        }
        return new LearnedModel(next, learners, profiled);
    }

    ModelProfile profile() {
        return profile;
    }

    CostLearner learner(int variant) {
        return learners.get(variant);
    }

    int variants() {
        return values.length;
    }

    double value(int variant) {
        return values[variant];
    }

    /** Lane nanos at slowdown 1, as learned. */
    double nanos(int variant, int rows, int length) {
        return learners.get(variant).nanos(rows, length);
    }

    /** Lane nanos at slowdown 1, as profiled. */
    double profiledNanos(int variant, int rows, int length) {
        return profiled.get(variant).nanos(rows, length);
    }

    /** Variants that meet the floor, the pin and the wish for a deterministic answer, loaded or not. */
    long permitted(Demand demand) {
        long mask = 0;
        for (int variant = 0; variant < values.length; variant++) {
            if (permits(demand, variant)) {
                mask |= 1L << variant;
            }
        }
        return mask;
    }

    /** Whether the variant meets the floor, the pin and the wish for a deterministic answer, loaded or not. */
    boolean permits(Demand demand, int variant) {
        return demand.permits(variant, profile.variants().get(variant));
    }

    /** Those of the permitted variants that can run now; all of them when none can. */
    long runnable(long permitted) {
        return (resident & permitted) == 0 ? permitted : resident & permitted;
    }

    /** The cheapest variant of a set for a request; of equally cheap ones the most faithful. */
    int cheapest(long mask, int rows, int length) {
        int cheapest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int variant = 0; variant < values.length; variant++) {
            if ((mask >>> variant & 1) != 0) {
                double nanos = nanos(variant, rows, length);
                if (nanos < least || (nanos == least && values[variant] > values[cheapest])) {
                    cheapest = variant;
                    least = nanos;
                }
            }
        }
        return cheapest;
    }

    List<CostCurve> curves() {
        return learners.stream().map(CostLearner::curve).toList();
    }

    private static List<String> names(ModelProfile profile) {
        return profile.variants().stream().map(VariantProfile::name).toList();
    }
}
