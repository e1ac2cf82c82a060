package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.policy.CostCurve;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.InputTensor;
import dev.vernier.server.request.TensorInputs;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever happens to requests, each is told one outcome, its permit ends once, and the meters add up. Faults come up where a
 * request is queued, assembled, run, encoded and written. {@code -Dpermits=1000000} is the long form.
 */
class PermitConservationTest {
    private static final int REQUESTS = Integer.getInteger("permits", 200_000);
    private static final int EVENT_LOOPS = 2;
    /** So many requests of an event loop are under way at once that lanes catch up, and most are admitted. */
    private static final int UNDER_WAY = 20;

    private final AtomicInteger wronglyTold = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @ParameterizedTest(name = "runs of {0} ns")
    @ValueSource(doubles = {1_000_000, 10_000})
    void everyPermitEndsOnceWhereverFaultsComeUp(double runNanos) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Dice offers = new Dice(seed);
        Runnable onOffer = () -> offers.failOneIn(300, "injected while queueing");
        ExecutorService threads = Executors.newFixedThreadPool(2 * EVENT_LOOPS);
        try (PipelineFixture fixture = new PipelineFixture(
                2, 8, Map.of("queue-requests", "64"), onOffer, faulty(seed + 1), faulty(seed + 2))) {
            fixture.cost(new CostCurve(runNanos, 0, 0));
            List<Future<Void>> eventLoops = new ArrayList<>();
            for (int loop = 0; loop < EVENT_LOOPS; loop++) {
                eventLoops.add(threads.submit(eventLoop(fixture, new Random(seed + 3 + loop))));
            }
            for (Future<Void> eventLoop : eventLoops) {
                eventLoop.get();
            }
            fixture.stop();

            assertThat(wronglyTold).hasValue(0);
            assertThat(answered.get()).isPositive();
            assertThat(fixture.permits.inFlight()).isZero();
            assertThat(fixture.permits.ended()).isEqualTo((long) REQUESTS / EVENT_LOOPS * EVENT_LOOPS);
            assertThat(fixture.dispatcher.state()).isEqualTo(new QueueState(0, 0, 0, 0));
            assertThat(fixture.registry.find("vernier.request.duration").timers().stream()
                            .mapToLong(Timer::count)
                            .sum())
                    .isEqualTo(fixture.permits.ended());
            assertThat(fixture.models.at(0).retire()).isDone();
        } finally {
            threads.shutdownNow();
        }
    }

    /** A thread that submits its share, disturbs it, and checks what each request was told. */
    private Callable<Void> eventLoop(PipelineFixture fixture, Random random) {
        return () -> {
            Deque<FaultyCall> underWay = new ArrayDeque<>();
            for (int i = 0; i < REQUESTS / EVENT_LOOPS; i++) {
                underWay.add(submit(fixture, random, i));
                if (random.nextInt(50) == 0) {
                    fixture.clock.advanceMillis(1);
                    fixture.pipeline.expire();
                }
                if (underWay.size() == UNDER_WAY) {
                    check(underWay.remove());
                }
            }
            for (FaultyCall call : underWay) {
                check(call);
            }
            return null;
        };
    }

    private void check(FaultyCall call) throws Exception {
        RecordedCall told = call.recorded.await();
        wronglyTold.addAndGet(told.outcomes() == 1 ? 0 : 1);
        answered.addAndGet(told.response() == null ? 0 : 1);
    }

    private static FaultyCall submit(PipelineFixture fixture, Random random, int i) {
        FaultyCall.Seam seam = random.nextInt(400) == 0
                ? FaultyCall.Seam.ENCODE
                : random.nextInt(8_000) == 0 ? FaultyCall.Seam.WRITE : FaultyCall.Seam.NONE;
        FaultyCall call = new FaultyCall(Runnable::run, seam);
        long budgetNanos = random.nextInt(4) == 0 ? random.nextInt(3_000_000) : Budget.UNLIMITED;
        String pin = random.nextBoolean() ? "cheap-1" : null;
        InferenceRequest request = fixture.request(i, 1 + random.nextInt(3), budgetNanos, pin);
        try {
            fixture.pipeline.submit(random.nextInt(400) == 0 ? torn(request) : request, call);
        } catch (IllegalStateException queueing) {
            assertThat(queueing).hasMessage("injected while queueing");
        }
        if (random.nextInt(10) == 0) {
            call.cancellation().cancel();
        }
        return call;
    }

    /** The same request with fewer bytes than its shape asks for: no batch can be assembled with it. */
    private static InferenceRequest torn(InferenceRequest whole) {
        InputTensor tensor = new InputTensor(
                FakeSession.SIGNATURE.inputs().get(0),
                new long[] {whole.inputs().rows(), 2},
                ByteBuffer.allocate(0));
        return new InferenceRequest(
                whole.model(),
                new TensorInputs(List.of(tensor)),
                whole.parameters(),
                whole.budget(),
                whole.frameBytes());
    }

    /** Fails now and then, in each way that a session can fail. */
    private static FakeSession faulty(long seed) {
        Dice dice = new Dice(seed);
        return new FakeSession((input, termination) -> {
            dice.failOneIn(300, "injected while running");
            if (dice.isOneIn(300)) {
                throw FakeSession.engineFailure();
            }
        });
    }

    /** A seeded source of faults. Thread-safe. */
    private static final class Dice {
        private final Random random;

        Dice(long seed) {
            this.random = new Random(seed);
        }

        synchronized boolean isOneIn(int sides) {
            return random.nextInt(sides) == 0;
        }

        void failOneIn(int sides, String message) {
            if (isOneIn(sides)) {
                throw new IllegalStateException(message);
            }
        }
    }
}
