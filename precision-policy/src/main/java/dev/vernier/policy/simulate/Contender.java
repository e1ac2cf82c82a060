package dev.vernier.policy.simulate;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicyTuning;
import dev.vernier.policy.baseline.Baseline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A policy under a name. */
public record Contender(String name, Simulation.PolicyFactory factory) {
    /** What ours is called. */
    public static final String ADAPTIVE = "adaptive";

    /** The class that the server runs. */
    public static Contender adaptive() {
        return new Contender(ADAPTIVE, (first, now) -> new AdaptivePolicy<>(first, PolicyTuning.DEFAULT, now));
    }

    /** One for each variant of the ladder. */
    public static List<Contender> fixed(ModelProfile model) {
        List<Contender> contenders = new ArrayList<>();
        for (int variant = 0; variant < model.variants().size(); variant++) {
            contenders.add(of(Baseline.fixed(model, variant)));
        }
        return contenders;
    }

    /** A baseline at its point of the grid. */
    public static Contender of(Baseline baseline) {
        return new Contender(baseline.name(), (first, now) -> baseline.policy(first));
    }

    /** The point of a grid with the largest mean effective accuracy over the traces. */
    public static Baseline tuned(List<Baseline> grid, List<Trace> traces, World world) {
        return grid.stream()
                .max(Comparator.comparingDouble(point -> traces.stream()
                        .mapToDouble(
                                trace -> Simulation.run(trace, world, of(point).factory(), 0)
                                        .effectiveAccuracy())
                        .average()
                        .orElse(0)))
                .orElseThrow();
    }
}
