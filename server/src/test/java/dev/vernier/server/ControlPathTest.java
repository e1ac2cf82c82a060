package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.Demand;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.PolicyTuning;
import dev.vernier.policy.Reason;
import dev.vernier.policy.Ticket;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ControlPathTest {
    private static final long MILLIS = 1_000_000;

    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void doublesTheCostsWithinASecondWhenRunsTakeTwiceAsLong() {
        Controlled controlled = new Controlled(registry);
        double before = controlled.nanos();

        for (int step = 0; step < 10; step++) {
            for (int run = 0; run < 5; run++) {
                registry.get("vernier.prediction.error")
                        .tag("variant", "fp32")
                        .summary()
                        .record(2.0);
            }
            controlled.step();
        }

        assertThat(controlled.nanos() / before).isCloseTo(2, within(0.2));
    }

    @Test
    void decidesByTheSafePolicyWhenTheRegistryIsFrozen() {
        registry.config().meterFilter(MeterFilter.deny());
        Controlled controlled = new Controlled(registry);

        Reason reason = controlled.serve();
        for (int step = 0; step < 30; step++) {
            reason = controlled.serve();
            controlled.step();
        }

        assertThat(reason).isEqualTo(Reason.FALLBACK);
    }

    @Test
    void decidesByPriceWhileTheMetersMove() {
        Controlled controlled = new Controlled(registry);

        Reason reason = controlled.serve();
        for (int step = 0; step < 30; step++) {
            reason = controlled.serve();
            controlled.step();
        }

        assertThat(reason).isEqualTo(Reason.REFERENCE);
    }

    @Test
    void showsTheAccuracyOfTheLastSecond() {
        Controlled controlled = new Controlled(registry);
        controlled.accuracy.observe();
        controlled.meters().ofVariant(0).ended(Outcome.IN_TIME, MILLIS);
        controlled.meters().ofVariant(1).ended(Outcome.IN_TIME, MILLIS);
        controlled.meters().ofVariant(0).ended(Outcome.LATE, MILLIS);
        controlled.meters().ended(Outcome.SHED, MILLIS);
        controlled.accuracy.observe();

        assertThat(controlled.accuracy("1s")).isCloseTo((1 + 0.85) / 4, within(1e-9));

        for (int step = 0; step < 11; step++) {
            controlled.accuracy.observe();
        }
        assertThat(controlled.accuracy("1s")).isNaN();
        assertThat(controlled.accuracy("10s")).isCloseTo((1 + 0.85) / 4, within(1e-9));
    }

    /** The control path over the real policy, without its thread, on a clock by hand. */
    private static final class Controlled {
        private final PipelineFixture fixture;
        private final ControlLoop loop;
        private final Dispatcher dispatcher;
        private final ControlPath path;
        private final EffectiveAccuracy accuracy;

        Controlled(MeterRegistry registry) {
            FakeSession session = new FakeSession((input, termination) -> {});
            fixture = new PipelineFixture(registry, session, session);
            long now = fixture.clock.getAsLong();
            loop = new ControlLoop(1, fixture.models.profiles(), now);
            dispatcher = new Dispatcher(
                    new AdaptivePolicy<>(loop.snapshot(), PolicyTuning.DEFAULT, now),
                    fixture.clock,
                    1,
                    fixture.config.queue());
            accuracy = new EffectiveAccuracy(fixture.models, fixture.telemetry);
            MeterSampler sampler = new MeterSampler(fixture.models, now);
            path = new ControlPath(fixture.clock, dispatcher, loop, sampler, accuracy, null, fixture.pipeline);
        }

        void step() {
            fixture.clock.advanceMillis(100);
            path.step();
        }

        double nanos() {
            return loop.snapshot().nanos(0, 0, 1, 32);
        }

        ModelMeters meters() {
            return fixture.models.at(0).meters();
        }

        double accuracy(String window) {
            return fixture.telemetry
                    .registry()
                    .get("vernier.effective.accuracy")
                    .tag("window", window)
                    .gauge()
                    .value();
        }

        /** Takes one request through queue, lane and meters; tells why it got its variant. */
        Reason serve() {
            long now = fixture.clock.getAsLong();
            Permit permit = fixture.permit(1);
            Demand demand = new Demand(0, 1, 1, 4, 0, -1, false);
            assertThat(dispatcher.enqueue(
                            new Ticket<>(demand, now, now + 100 * MILLIS, now + 1000 * MILLIS, permit), () -> {}))
                    .isNull();
            Dispatch<Permit> dispatch = dispatcher.take(0, dropped -> {});
            assertThat(dispatch).isNotNull();
            meters().ofVariant(dispatch.variant()).dispatched(dispatch.reason());
            fixture.clock.advanceMillis(1);
            dispatcher.complete(dispatch, true);
            return dispatch.reason();
        }
    }
}
