package dev.vernier.policy.simulate;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.ModelProfile;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * A kind of load, relative to what a ladder can carry.
 *
 * @param name what its traces are called; those above the cheapest variant's capacity start with {@code overload}
 * @param arrivals made from the length of the trace in seconds
 */
public record Scenario(String name, Population population, DoubleFunction<Arrivals> arrivals) {
    /** What the names of traces above the cheapest variant's capacity start with. */
    public static final String OVERLOAD = "overload";

    /** What the names of traces with several priorities end with. */
    public static final String CLASSES = "classes";

    /** Lanes of all scenarios. */
    public static final int LANES = 2;

    /** Whether more work comes than the cheapest variant can do. */
    public boolean isOverload() {
        return name.startsWith(OVERLOAD);
    }

    /** Draws a trace. */
    public Trace trace(double seconds, long seed) {
        return population.trace(name, arrivals.apply(seconds), seconds, seed);
    }

    /**
     * The scenarios of the gate for a ladder: rates are multiples of what the reference carries where that fits below 0.85 of
     * what the cheapest variant does, without batches.
     */
    public static List<Scenario> gate(ModelProfile model) {
        Population uniform = Population.texts(60);
        Population mixed = Population.texts(25, 60, 200);
        double reference = capacity(uniform, model, 0);
        double cheapest = capacity(uniform, model, model.variants().size() - 1);
        double most = 0.85 * cheapest;
        double half = Math.min(1.5 * reference, most);
        double busy = Math.min(2.5 * reference, most);
        return List.of(
                new Scenario("poisson-light", uniform, seconds -> Arrivals.poisson(0.5 * reference)),
                new Scenario("poisson", uniform, seconds -> Arrivals.poisson(half)),
                new Scenario("poisson-busy", uniform, seconds -> Arrivals.poisson(busy)),
                new Scenario("poisson-mixed", mixed, seconds -> Arrivals.poisson(half)),
                new Scenario("bursty", uniform, seconds -> Arrivals.bursty(Math.min(1.2 * reference, most / 2.6))),
                new Scenario("bursty-mixed", mixed, seconds -> Arrivals.bursty(Math.min(1.5 * reference, most / 2.6))),
                new Scenario("gamma", uniform, seconds -> Arrivals.gamma(half, 8)),
                new Scenario(
                        "flash",
                        uniform,
                        seconds -> Arrivals.flash(0.5 * reference, Math.min(3 * reference, most), seconds)),
                new Scenario("diurnal", uniform, seconds -> Arrivals.diurnal(most, seconds)),
                new Scenario("social-mixed", mixed, seconds -> Arrivals.social(Math.min(reference, most / 4), seconds)),
                new Scenario(
                        "overload-classes",
                        uniform.withPriorities(2, 4, 6),
                        seconds -> Arrivals.poisson(1.3 * cheapest)),
                new Scenario("overload-mixed", mixed, seconds -> Arrivals.poisson(1.5 * cheapest)));
    }

    /** Requests per second that all lanes carry on a variant, one at a time. */
    public static double capacity(Population population, ModelProfile model, int variant) {
        CostCurve cost = model.variants().get(variant).cost();
        return LANES * 1e9 / population.meanNanos(cost);
    }
}
