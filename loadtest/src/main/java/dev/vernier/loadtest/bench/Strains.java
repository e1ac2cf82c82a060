package dev.vernier.loadtest.bench;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The machine under load, as it was measured before the runs.
 *
 * @param calm of the reference at the calm's rate
 * @param busy of each variant at the peak's rate, in the order of the ladder
 */
record Strains(Strain calm, List<Strain> busy) {
    Strains {
        busy = List.copyOf(busy);
    }

    /** Mean over the variants: some seconds each do not tell one variant's slowdown from another's well enough. */
    private double busySlowdown() {
        return busy.stream().mapToDouble(Strain::slowdown).average().orElse(1);
    }

    /** The ladder with the lane times of the busy machine. */
    ModelProfile slowed(ModelProfile ladder) {
        double slowdown = busySlowdown();
        List<VariantProfile> variants = new ArrayList<>();
        for (VariantProfile variant : ladder.variants()) {
            CostCurve cost = variant.cost();
            CostCurve slowed = new CostCurve(slowdown * cost.alpha(), slowdown * cost.beta(), slowdown * cost.gamma());
            variants.add(
                    new VariantProfile(variant.name(), variant.fidelity(), variant.batchInvariant(), true, slowed));
        }
        return ladder.with(variants);
    }

    /** How much faster than on the busy machine the lanes are at a rate, the slowdown being in a straight line between. */
    double speedAt(double rps) {
        return busySlowdown() / between(rps, calm.slowdown(), busySlowdown());
    }

    /** Of an answer at a rate; at the peak as with the cheapest variant, which is not overloaded there. */
    double transitMillisAt(double rps) {
        return between(rps, calm.transitMillis(), busy.get(busy.size() - 1).transitMillis());
    }

    private double between(double rps, double atCalm, double atPeak) {
        double part = (rps - calm.rps()) / (busy.get(0).rps() - calm.rps());
        return atCalm + Math.max(0, Math.min(1, part)) * (atPeak - atCalm);
    }

    List<Map<String, Object>> fields() {
        List<Map<String, Object>> fields = new ArrayList<>(List.of(calm.fields()));
        busy.forEach(strain -> fields.add(strain.fields()));
        return fields;
    }
}
