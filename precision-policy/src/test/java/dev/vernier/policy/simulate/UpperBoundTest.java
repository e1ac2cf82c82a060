package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.VariantProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UpperBoundTest {
    private static final long MILLI = 1_000_000;

    private final Random random = Seeded.random("UpperBoundTest");

    private static ModelProfile model(int maxBatchRows) {
        return new ModelProfile(
                "tiny",
                List.of(
                        new VariantProfile("fp32", 1, true, true, new CostCurve(2e6, 1e5, 100)),
                        new VariantProfile("int8", 0.9, true, true, new CostCurve(1e6, 4e4, 50))),
                1,
                1,
                maxBatchRows,
                512);
    }

    private Trace tiny() {
        int count = 2 + random.nextInt(7);
        long[] arrivals = random.longs(count, 0, (5 + random.nextInt(40)) * MILLI)
                .sorted()
                .toArray();
        List<TraceRequest> requests = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            long target = arrivals[index] + (3 + random.nextInt(30)) * MILLI;
            Demand demand = new Demand(0, 1, 5 + random.nextInt(80), 4, 0, -1, false);
            double noise = Math.exp(0.2 * random.nextGaussian());
            requests.add(new TraceRequest(index, arrivals[index], demand, target, target, noise));
        }
        return new Trace("tiny", requests);
    }

    @Test
    void liesAboveTheOptimumAndSchedulesBelowItOnTwoHundredTinyTraces() {
        for (int instance = 0; instance < 200; instance++) {
            Trace trace = tiny();
            World world = World.of(1 + random.nextInt(2), List.of(model(1 + random.nextInt(3))))
                    .at(random.nextBoolean() ? Speed.constant(1) : Speed.withPauses(random, 0.1, 40));
            double optimum = BruteForce.effectiveAccuracy(trace, world);
            UpperBound bound = UpperBound.of(trace, world);
            assertThat(bound.effectiveAccuracy()).isGreaterThanOrEqualTo(optimum - 1e-9);
            for (double raise : new double[] {1, 1.5}) {
                Run clairvoyant =
                        Simulation.run(trace, world, (first, now) -> new PriceFollower(world, bound, raise), 0);
                assertThat(clairvoyant.effectiveAccuracy()).isLessThanOrEqualTo(optimum + 1e-9);
            }
            Run ours = Simulation.run(trace, world, Contender.adaptive().factory(), random.nextLong());
            assertThat(ours.effectiveAccuracy()).isLessThanOrEqualTo(optimum + 1e-9);
        }
    }

    @Test
    void anyPricesGiveABound() {
        for (int instance = 0; instance < 50; instance++) {
            Trace trace = tiny();
            World world = World.of(1, List.of(model(1)));
            UpperBound bound = UpperBound.of(trace, world);
            double[] prices = random.doubles(trace.requests().size(), 0, 1e-6).toArray();
            double optimum = BruteForce.effectiveAccuracy(trace, world) * prices.length;
            assertThat(bound.evaluate(prices)).isGreaterThanOrEqualTo(optimum - 1e-9);
        }
    }

    @Test
    void theSearchFindsPricesThatSmallChangesDoNotImprove() {
        Trace trace = Population.texts(25, 60, 200).trace("mixed", Arrivals.poisson(500), 2, random.nextLong());
        World world = World.of(2, List.of(Profiles.encoder()));
        UpperBound bound = UpperBound.of(trace, world);
        double total = bound.effectiveAccuracy() * trace.requests().size();
        double[] prices = new double[trace.requests().size()];
        Arrays.setAll(prices, bound::price);
        for (double factor : new double[] {0.5, 0.8, 1.25, 2}) {
            double[] others = Arrays.stream(prices).map(price -> price * factor).toArray();
            assertThat(bound.evaluate(others)).isGreaterThan(total * (1 - 1e-4));
        }
    }

    @Test
    void isOneWhereEverybodyCanHaveTheReference() {
        Trace trace = Population.texts(60).trace("light", Arrivals.poisson(20), 2, random.nextLong());
        World world = World.of(2, List.of(Profiles.encoder()));
        assertThat(UpperBound.of(trace, world).effectiveAccuracy()).isEqualTo(1);
    }

    @Test
    void ofNoRequestsIsOne() {
        World world = World.of(2, List.of(Profiles.encoder()));
        assertThat(UpperBound.of(new Trace("none", List.of()), world).effectiveAccuracy())
                .isEqualTo(1);
    }
}
