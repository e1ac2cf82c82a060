package dev.vernier.policy;

import static dev.vernier.policy.Ladders.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.policy.ControlSample.RunErrors;
import dev.vernier.policy.Workload.ModelWorkload;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlLoopTest {
    private static final long TICK = 100 * MILLI;
    private static final List<ModelProfile> MODELS = List.of(Ladders.flat());

    private long now = Seeds.anyTime();
    private final ControlLoop loop = new ControlLoop(2, MODELS, now);

    private PolicySnapshot tick(int arrivals, double error) {
        return tick(arrivals, arrivals, error);
    }

    private PolicySnapshot tick(int metered, int seen, double error) {
        now += TICK;
        ModelWorkload model = new ModelWorkload(seen, seen * 2e6, seen * 32.0, seen * 1024.0, List.of());
        Workload workload = new Workload(List.of(model), 0, bins(seen), Workload.Batching.NONE);
        RunErrors errors = new RunErrors(metered, metered * error);
        return loop.next(new ControlSample(TICK, MODELS, List.of((long) metered), errors, workload), now);
    }

    /** Requests of value 0.9 and 2 ms. */
    private static List<Double> bins(int arrivals) {
        List<Double> bins = new java.util.ArrayList<>(Collections.nCopies(ValueDensity.BINS, 0.0));
        bins.set(ValueDensity.bin(0.9, 2e6), arrivals * 2e6);
        return bins;
    }

    @Test
    void knowsNoFluidPriceBeforeThreeHundredMillisOfArrivals() {
        assertThat(loop.snapshot().price().fluid()).isNaN();
        assertThat(tick(50, 1).price().fluid()).isNaN();
        assertThat(tick(50, 1).price().fluid()).isNaN();
        assertThat(tick(50, 1).price().fluid()).isFinite();
    }

    @Test
    void takesTheEndsOfThePriceFromTheHull() {
        assertThat(loop.snapshot().price().lowest()).isCloseTo(0.005, within(1e-9));
        assertThat(loop.snapshot().price().highest()).isCloseTo(0.08, within(1e-9));
    }

    @Test
    void findsTheSlopeOnWhichTheRateFillsTheLanes() {
        // 375 a second: 0.75 lanes at the cheapest, 0.75 for the first step, half of 1.5 for the second
        PolicySnapshot snapshot = steady(37, 38);
        assertThat(snapshot.price().fluid()).isCloseTo(0.005 * Math.pow(8, 1.0 / 6), within(0.0005));
        assertThat(snapshot.price().referenceLoad()).isCloseTo(1.5, within(0.02));
        assertThat(snapshot.price().served()).isNaN();
    }

    private PolicySnapshot steady(int... arrivals) {
        PolicySnapshot snapshot = loop.snapshot();
        for (int tick = 0; tick < 20; tick++) {
            snapshot = tick(arrivals[tick % arrivals.length], 1);
        }
        return snapshot;
    }

    @Test
    void findsTheDensityThatIsStillServedUnderOverload() {
        // 2,000 a second of 2 ms on 2 lanes: half of what has density 0.45 a ms is served
        PolicySnapshot snapshot = steady(200);
        assertThat(snapshot.price().fluid()).isCloseTo(0.08, within(1e-9));
        assertThat(snapshot.price().served()).isBetween(0.4, 0.55);
    }

    @Test
    void forgetsTheRateAfterASecondOfSilence() {
        steady(40);
        PolicySnapshot snapshot = loop.snapshot();
        for (int tick = 0; tick < 10; tick++) {
            snapshot = tick(0, 1);
        }
        assertThat(snapshot.price().fluid()).isNaN();
        assertThat(snapshot.price().lowest()).isPositive();
    }

    @Test
    void doublesTheCostsWhenRunsTakeTwiceAsLong() {
        double before = loop.snapshot().nanos(0, 0, 1, 32);
        PolicySnapshot snapshot = loop.snapshot();
        for (int tick = 0; tick < 10; tick++) {
            snapshot = tick(40, 2.0);
        }
        assertThat(snapshot.nanos(0, 0, 1, 32) / before).isCloseTo(2, within(0.05));
    }

    @Test
    void standsStillWhenTheMetersDo() {
        steady(40);
        long believed = loop.snapshot().takenAt();
        for (int tick = 0; tick < 10; tick++) {
            tick(0, 40, 1);
        }
        assertThat(loop.snapshot().takenAt()).isEqualTo(believed);
        tick(40, 40, 1);
        assertThat(loop.snapshot().takenAt()).isEqualTo(now);
    }

    @Test
    void anIdleServerIsNotAFrozenOne() {
        steady(40);
        for (int tick = 0; tick < 30; tick++) {
            tick(0, 0, 1);
        }
        assertThat(loop.snapshot().takenAt()).isEqualTo(now);
    }

    @Test
    void doesNotPublishNumbersThatAreNotFinite() {
        steady(40);
        long believed = loop.snapshot().takenAt();
        PolicySnapshot snapshot = tick(40, Double.NaN);
        assertThat(snapshot.takenAt()).isEqualTo(believed);
        assertThat(snapshot.slowdown()).isFinite();
    }
}
