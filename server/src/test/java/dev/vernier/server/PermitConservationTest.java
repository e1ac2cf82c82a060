package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.server.request.Budget;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Whatever happens to requests, each is told one outcome, its permit ends once, and the meters add up. */
class PermitConservationTest {
    private static final int REQUESTS = 20_000;

    @Test
    void everyPermitEndsOnceUnderFaultsCancellationsAndExpiry() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        ExecutorService loop = Executors.newSingleThreadExecutor();
        List<RecordedCall> calls = new ArrayList<>();
        Map<String, String> bounds = Map.of("queue-requests", "64");
        try (PipelineFixture fixture = new PipelineFixture(2, 8, bounds, faulty(seed), faulty(seed + 1))) {
            for (int i = 0; i < REQUESTS; i++) {
                calls.add(disturbed(fixture, random, i, loop));
                // Lets the lanes catch up, so that most requests are admitted.
                calls.get(Math.max(0, i - 40)).await();
            }
            fixture.pipeline.drain();
            calls.add(fixture.submit(-1));
            for (RecordedCall call : calls) {
                call.await();
            }
            fixture.stop();

            assertThat(calls).allSatisfy(call -> assertThat(call.outcomes()).isEqualTo(1));
            assertThat(fixture.permits.inFlight()).isZero();
            assertThat(fixture.permits.ended()).isEqualTo(REQUESTS + 1);
            assertThat(fixture.dispatcher.state()).isEqualTo(new QueueState(0, 0, 0, 0));
            assertThat(fixture.registry.find("vernier.request.duration").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(REQUESTS + 1);
        } finally {
            loop.shutdownNow();
        }
    }

    private static RecordedCall disturbed(PipelineFixture fixture, Random random, int i, Executor loop) {
        long budgetNanos = random.nextInt(4) == 0 ? random.nextInt(3_000_000) : Budget.UNLIMITED;
        String pin = random.nextBoolean() ? "cheap-1" : null;
        RecordedCall call = fixture.submit(i, 1 + random.nextInt(3), budgetNanos, pin, loop);
        if (random.nextInt(10) == 0) {
            call.cancellation().cancel();
        }
        if (random.nextInt(50) == 0) {
            fixture.clock.advanceMillis(1);
            fixture.pipeline.expire();
        }
        return call;
    }

    /** Fails now and then, in each way that a session can fail, but never often enough in a row to be quarantined. */
    private static FakeSession faulty(long seed) {
        Random random = new Random(seed);
        return new FakeSession((input, termination) -> {
            int dice;
            synchronized (random) {
                dice = random.nextInt(100);
            }
            if (dice < 2) {
                throw FakeSession.engineFailure();
            } else if (dice == 2) {
                throw new IllegalStateException("injected");
            }
        });
    }
}
