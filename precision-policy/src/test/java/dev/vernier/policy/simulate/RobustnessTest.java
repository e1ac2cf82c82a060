package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the policy believes is wrong, or the machine is not what it was. */
class RobustnessTest {
    private static final double SECONDS = 12;

    /** A pause drops several requests or none, and a thousandth of 12 seconds are five. */
    private static final double SECONDS_WITH_PAUSES = 48;

    private static final ModelProfile ENCODER = Profiles.encoder();
    private static final World TRUE_WORLD = World.of(Scenario.LANES, List.of(ENCODER));

    private final Random random = Seeded.random("RobustnessTest");
    private final Population texts = Population.texts(25, 60, 200);
    private final double reference = Scenario.capacity(texts, ENCODER, 0);

    private Trace trace(Population population, Arrivals arrivals) {
        return trace(population, arrivals, SECONDS);
    }

    private Trace trace(Population population, Arrivals arrivals, double seconds) {
        return population.trace("robust", arrivals, seconds, random.nextLong());
    }

    private Run run(Trace trace, World world) {
        return Simulation.run(trace, world, Contender.adaptive().factory(), random.nextLong());
    }

    private static void holds(Run run, Trace trace, World world, double leastRatio) {
        assertThat(run.effectiveAccuracy() / UpperBound.of(trace, world).effectiveAccuracy())
                .isBetween(leastRatio, 1.0);
        assertThat((double) run.dropped() / run.offered()).isLessThan(0.001);
    }

    private static ModelProfile altered(UnaryOperator<VariantProfile> change) {
        return new ModelProfile(
                ENCODER.name(), ENCODER.variants().stream().map(change).toList(), 1, 1, 16, 512);
    }

    private static ModelProfile believingCosts(double factor) {
        return altered(variant -> {
            CostCurve cost = variant.cost();
            return new VariantProfile(
                    variant.name(),
                    variant.fidelity(),
                    true,
                    true,
                    new CostCurve(factor * cost.alpha(), factor * cost.beta(), factor * cost.gamma()));
        });
    }

    @Test
    void costsThatAreOffByAFifthAreLearned() {
        Trace trace = trace(texts, Arrivals.poisson(1.5 * reference));
        for (double factor : new double[] {0.8, 1.25}) {
            World world = TRUE_WORLD.believing(List.of(believingCosts(factor)));
            holds(run(trace, world), trace, world, 0.97);
        }
    }

    @Test
    void fidelitiesThatAreOffByAPointCostLittle() {
        Trace trace = trace(texts, Arrivals.poisson(1.5 * reference));
        for (double off : new double[] {-0.01, 0.01}) {
            ModelProfile believed = altered(variant -> new VariantProfile(
                    variant.name(),
                    variant.fidelity() == 1 ? 1 : variant.fidelity() + off,
                    true,
                    true,
                    variant.cost()));
            World world = TRUE_WORLD.believing(List.of(believed));
            holds(run(trace, world), trace, world, 0.97);
        }
    }

    @Test
    void fourTimesTheNoiseCostsLittle() {
        Trace trace = trace(texts.withSpread(0.24), Arrivals.poisson(1.5 * reference));
        holds(run(trace, TRUE_WORLD), trace, TRUE_WORLD, 0.96);
    }

    @Test
    void pausesAndASlowMachineCostLittle() {
        double seconds = SECONDS_WITH_PAUSES;
        Trace trace = trace(texts, Arrivals.poisson(1.2 * reference), seconds);
        for (Speed speed : List.of(Speed.withPauses(random, seconds, 2), Speed.wandering(random, seconds, 0.15))) {
            World world = TRUE_WORLD.at(speed);
            holds(run(trace, world), trace, world, 0.95);
        }
    }

    @Test
    void aLaneThatIsStuckForASecondIsOverWithinTwo() {
        Trace trace = trace(Population.texts(60), Arrivals.poisson(reference));
        World world = TRUE_WORLD.stalling(List.of(new World.Stall(0, 4_000_000_000L, 1_000_000_000)));
        Run run = run(trace, world);
        double[] stuck = run.accuracyBySecond();
        double[] plain = run(trace, TRUE_WORLD).accuracyBySecond();
        for (int second = 7; second < SECONDS; second++) {
            assertThat(stuck[second]).isGreaterThan(plain[second] - 0.01);
        }
        assertThat(run.sloAttainment()).isGreaterThan(0.95);
    }

    @Test
    void afterACrowdFullPrecisionIsBackWithinTwoSeconds() {
        Trace trace = trace(Population.texts(60), Arrivals.flash(0.5 * reference, 3 * reference, SECONDS));
        double[] bySecond = run(trace, TRUE_WORLD).accuracyBySecond();
        // The crowd comes from 5.4 s to 6.6 s.
        assertThat(Arrays.stream(bySecond, 9, 12).min().orElseThrow()).isGreaterThan(0.999);
    }

    @Test
    void atAConstantLoadTheMixSwingsLittleMoreThanUnderAPriceRuleThatStandsStill() {
        Trace trace = trace(Population.texts(60), Arrivals.poisson(1.5 * reference), 60);
        Run moving = run(trace, TRUE_WORLD);
        Run still = Simulation.run(
                trace,
                TRUE_WORLD,
                (first, now) ->
                        new StandingPrice<>(Contender.adaptive().factory().create(first, now), 8_000_000_000L),
                0);
        assertThat(mixSwing(trace, moving)).isLessThan(1.5 * mixSwing(trace, still));
    }

    /** Root of the summed variances of the variants' shares of each second's requests, the first ten seconds left out. */
    private static double mixSwing(Trace trace, Run run) {
        double sum = 0;
        for (int variant = 0; variant < ENCODER.variants().size(); variant++) {
            double[] answered = new double[60];
            double[] all = new double[60];
            for (TraceRequest request : trace.requests()) {
                int second = (int) Math.min(59, request.arrivalNanos() / 1_000_000_000);
                all[second]++;
                answered[second] += run.variant(request.index()) == variant ? 1 : 0;
            }
            double[] shares = IntStream.range(10, 60)
                    .mapToDouble(second -> answered[second] / all[second])
                    .toArray();
            sum += variance(shares);
        }
        return Math.sqrt(sum);
    }

    @Test
    void aSquareWaveAtTheControlPeriodFindsNoResonance() {
        Population uniform = Population.texts(60);
        Run steady = run(trace(uniform, Arrivals.poisson(1.5 * reference)), TRUE_WORLD);
        Run wave = run(trace(uniform, Arrivals.square(0.5 * reference, 2.5 * reference, 0.2)), TRUE_WORLD);
        assertThat(wave.sloAttainment()).isGreaterThan(0.99);
        assertThat(spread(wave)).isLessThan(1.5 * spread(steady) + 0.002);
    }

    /** Standard deviation of the effective accuracy of seconds, the first two left out. */
    private static double spread(Run run) {
        return Math.sqrt(variance(Arrays.stream(run.accuracyBySecond()).skip(2).toArray()));
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values)
                .map(value -> (value - mean) * (value - mean))
                .average()
                .orElseThrow();
    }

    @Test
    void overloadIsShedByClass() {
        Scenario overload = Scenario.gate(ENCODER).stream()
                .filter(scenario -> scenario.name().equals("overload-classes"))
                .findFirst()
                .orElseThrow();
        Trace trace = overload.trace(SECONDS, random.nextLong());
        Run run = run(trace, TRUE_WORLD);
        assertThat(attainment(trace, run, 2)).isGreaterThan(0.95);
        assertThat(attainment(trace, run, 4)).isGreaterThan(attainment(trace, run, 6) + 0.05);
    }

    private static double attainment(Trace trace, Run run, int priority) {
        return trace.requests().stream()
                .filter(request -> request.demand().priority() == priority)
                .mapToInt(request -> run.isInTime(request.index()) ? 1 : 0)
                .average()
                .orElseThrow();
    }
}
