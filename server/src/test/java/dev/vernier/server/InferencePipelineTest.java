package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.Reason;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.RouteQuestion;
import dev.vernier.store.SessionException;
import dev.vernier.store.Termination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InferencePipelineTest {
    private static final long MILLIS = 1_000_000;

    private final Gate gate = new Gate();
    private final List<Long> batchRows = new CopyOnWriteArrayList<>();
    private final List<Termination> terminations = new CopyOnWriteArrayList<>();

    /** Waits at the gate, and is terminated there like an engine between two operators. */
    private final FakeSession gated = new FakeSession((input, termination) -> {
        batchRows.add(input.dimension(0));
        terminations.add(termination);
        gate.pass();
        if (termination.isTerminated()) {
            throw new SessionException(
                    SessionException.Cause.TERMINATED, "terminated", new IllegalStateException("terminated"));
        }
    });

    @Test
    void givesEachMemberOfABatchItsOwnRows() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            fixture.submit(0);
            gate.awaitArrival();
            List<RecordedCall> mates = IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> fixture.submit(10 * i))
                    .toList();
            gate.open();

            for (int i = 1; i <= 5; i++) {
                assertThat(mates.get(i - 1).await().firstValue()).isEqualTo(10 * i);
            }
            assertThat(batchRows).containsExactly(1L, 5L);
        }
    }

    @Test
    void tellsTheVariantAndWhyAndHowLong() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            RecordedCall first = fixture.submit(0);
            gate.awaitArrival();
            RecordedCall second = fixture.submit(1);
            fixture.clock.advanceMillis(7);
            gate.open();

            assertThat(first.await().response()).satisfies(response -> {
                assertThat(response.variant().name()).isEqualTo("fp32");
                assertThat(response.reason()).isEqualTo(Reason.REFERENCE);
                assertThat(response.computeNanos()).isEqualTo(7 * MILLIS);
            });
            assertThat(second.await().response())
                    .satisfies(response -> assertThat(response.queueNanos()).isEqualTo(7 * MILLIS));
        }
    }

    @Test
    void saysWhenItsPolicyDoesNotExplainItself() {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            InferenceRequest request = fixture.request(0, 1, Budget.UNLIMITED, null);
            RouteQuestion question = new RouteQuestion(request.model(), 1, 1, request.parameters(), request.budget());

            assertThatThrownBy(() -> fixture.pipeline.explain(question))
                    .isInstanceOfSatisfying(
                            InferenceException.class,
                            refused -> assertThat(refused.failure().code()).isEqualTo(ErrorCode.NOT_SUPPORTED));
        }
    }

    @Test
    void crossesToEachEventLoopOncePerBatch() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            fixture.submit(0);
            gate.awaitArrival();
            AtomicInteger crossings = new AtomicInteger();
            Executor loop = task -> {
                crossings.incrementAndGet();
                task.run();
            };
            List<RecordedCall> mates = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                mates.add(fixture.submit(i, 1, Budget.UNLIMITED, null, loop));
            }
            gate.open();
            for (RecordedCall mate : mates) {
                mate.await();
            }

            assertThat(crossings).hasValue(1);
        }
    }

    @Test
    void refusesWhatTheQueueCannotHold() throws Exception {
        Map<String, String> bounds = Map.of("queue-requests", "2");
        try (PipelineFixture fixture = new PipelineFixture(1, 16, bounds, gated)) {
            fixture.submit(0);
            gate.awaitArrival();
            fixture.submit(1);
            fixture.submit(2);

            RecordedCall refused = fixture.submit(3).await();

            assertThat(refused.failure()).satisfies(failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.SHED);
                assertThat(failure.retryAfter()).isPositive();
            });
            gate.open();
        }
    }

    @Test
    void refusesMoreBytesThanTheQueueMayHold() throws Exception {
        Map<String, String> bounds = Map.of("queue-bytes", 2 * PipelineFixture.FRAME_BYTES + "B");
        try (PipelineFixture fixture = new PipelineFixture(1, 16, bounds, gated)) {
            fixture.submit(0);
            gate.awaitArrival();
            fixture.submit(1);
            fixture.submit(2);
            assertThat(fixture.dispatcher.state().bytes()).isEqualTo(2 * PipelineFixture.FRAME_BYTES);

            assertThat(fixture.submit(3).await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SHED));
            gate.open();
        }
    }

    @Test
    void expiresInTheQueueWhileAllLanesAreBusy() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            fixture.submit(0);
            gate.awaitArrival();
            RecordedCall late = fixture.submit(1, 1, 10 * MILLIS, null, Runnable::run);
            fixture.clock.advanceMillis(10);
            fixture.pipeline.expire();

            assertThat(late.await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EXPIRED));
            assertThat(fixture.dispatcher.state().bytes()).isZero();
            gate.open();
        }
    }

    @Test
    void expiresWhileRunningAndEndsARunThatNobodyWaitsFor() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            RecordedCall late = fixture.submit(0, 1, 10 * MILLIS, null, Runnable::run);
            gate.awaitArrival();
            fixture.clock.advanceMillis(10);
            fixture.pipeline.expire();

            assertThat(late.await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EXPIRED));
            assertThat(terminations.get(0).isTerminated()).isTrue();
            gate.open();
        }
    }

    @Test
    void aCancelledMemberDoesNotSpoilItsBatch() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            RecordedCall first = fixture.submit(0, 1, Budget.UNLIMITED, "fp32", Runnable::run);
            gate.awaitArrival();
            RecordedCall dead = fixture.submit(1);
            RecordedCall alive = fixture.submit(2);
            dead.cancellation().cancel();
            gate.open();

            assertThat(first.await().failure()).isNull();
            assertThat(alive.await().firstValue()).isEqualTo(2);
            assertThat(dead.await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED));
            assertThat(batchRows).containsExactly(1L, 1L);
        }
    }

    @Test
    void aRunGoesOnWhileOneMemberWaits() throws Exception {
        Gate firstRun = new Gate();
        FakeSession twoGates = new FakeSession((input, termination) -> {
            terminations.add(termination);
            (terminations.size() == 1 ? firstRun : gate).pass();
        });
        try (PipelineFixture fixture = new PipelineFixture(1, 16, twoGates)) {
            fixture.submit(0);
            firstRun.awaitArrival();
            RecordedCall leaves = fixture.submit(1);
            RecordedCall stays = fixture.submit(2);
            firstRun.open();
            gate.awaitArrival();
            leaves.cancellation().cancel();
            assertThat(terminations.get(1).isTerminated()).isFalse();
            gate.open();

            assertThat(stays.await().firstValue()).isEqualTo(2);
            assertThat(leaves.outcomes()).isEqualTo(1);
        }
    }

    @Test
    void retriesTheMembersOfAFailedBatchAloneSoThatOnlyTheCulpritFails() throws Exception {
        FakeSession poisoned = new FakeSession((input, termination) -> {
            gate.pass();
            for (int offset = 0; offset < input.buffer().limit(); offset += Float.BYTES) {
                if (input.buffer().getFloat(offset) == 666) {
                    throw FakeSession.engineFailure();
                }
            }
        });
        try (PipelineFixture fixture = new PipelineFixture(1, 16, poisoned)) {
            fixture.submit(0);
            gate.awaitArrival();
            RecordedCall good = fixture.submit(1);
            RecordedCall bad = fixture.submit(666);
            RecordedCall alsoGood = fixture.submit(3);
            gate.open();

            assertThat(good.await().firstValue()).isEqualTo(1);
            assertThat(alsoGood.await().firstValue()).isEqualTo(3);
            assertThat(bad.await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL));
            assertThat(fixture.registry.get("vernier.batch.retries").counter().count())
                    .isEqualTo(3, within(0.0));
            assertThat(fixture.quarantined).isEmpty();
        }
    }

    @Test
    void quarantinesAVariantWhoseEngineKeepsFailingAndServesTheOthers() throws Exception {
        FakeSession broken = new FakeSession((input, termination) -> {
            throw FakeSession.engineFailure();
        });
        FakeSession sound = new FakeSession((input, termination) -> {});
        try (PipelineFixture fixture = new PipelineFixture(1, 16, sound, broken)) {
            for (int i = 0; i < 3; i++) {
                fixture.submit(i, 1, Budget.UNLIMITED, "cheap-1", Runnable::run).await();
            }

            RecordedCall pinned = fixture.submit(4, 1, Budget.UNLIMITED, "cheap-1", Runnable::run);

            assertThat(pinned.await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY));
            assertThat(broken.runs()).isEqualTo(3);
            assertThat(fixture.quarantined).containsExactly(fixture.models.at(0));
            assertThat(fixture.models.at(0).profile().variants().get(1).resident())
                    .isFalse();
            assertThat(fixture.submit(5).await().firstValue()).isEqualTo(5);
        }
    }

    @Test
    void aBugInASessionEndsItsRequestsAndNotTheLane() throws Exception {
        FakeSession buggy = new FakeSession((input, termination) -> {
            if (input.buffer().getFloat(0) == 13) {
                throw new IllegalStateException("injected");
            }
        });
        try (PipelineFixture fixture = new PipelineFixture(1, 16, buggy)) {
            assertThat(fixture.submit(13).await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL));
            assertThat(fixture.submit(14).await().firstValue()).isEqualTo(14);
        }
    }

    @Test
    void runsARequestThatIsTooLargeForOneBatchInParts() throws Exception {
        FakeSession session = new FakeSession((input, termination) -> batchRows.add(input.dimension(0)));
        try (PipelineFixture fixture = new PipelineFixture(1, 16, Map.of("max-batch", "4"), session)) {
            RecordedCall call = fixture.submit(100, 10, Budget.UNLIMITED, null, Runnable::run);

            assertThat(call.await().firstValue()).isEqualTo(100);
            assertThat(call.outcomes()).isEqualTo(1);
            assertThat(batchRows).containsExactly(4L, 4L, 2L);
        }
    }

    @Test
    void refusesNewRequestsWhenDrainingAndFinishesTheOldOnes() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            RecordedCall running = fixture.submit(1);
            gate.awaitArrival();
            RecordedCall waiting = fixture.submit(2);
            fixture.pipeline.drain();

            assertThat(fixture.submit(3).await().failure())
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY));
            gate.open();
            assertThat(running.await().firstValue()).isEqualTo(1);
            assertThat(waiting.await().firstValue()).isEqualTo(2);
        }
    }

    @Test
    void givesUpOnWhatWaitsAndWhatRunsWhenHurried() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            RecordedCall running = fixture.submit(1);
            gate.awaitArrival();
            RecordedCall waiting = fixture.submit(2);
            fixture.pipeline.drain();
            fixture.pipeline.hurry();

            for (RecordedCall call : List.of(running, waiting)) {
                assertThat(call.await().failure())
                        .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.NOT_READY));
            }
            assertThat(terminations.get(0).isTerminated()).isTrue();
            gate.open();
        }
    }

    @Test
    void countsLateAnswersApart() throws Exception {
        try (PipelineFixture fixture = new PipelineFixture(1, 16, gated)) {
            RecordedCall late = fixture.submit(1);
            gate.awaitArrival();
            fixture.clock.advanceMillis(101);
            gate.open();
            late.await();

            assertThat(fixture.registry
                            .get("vernier.request.duration")
                            .tags("model", "echo", "variant", "fp32", "outcome", "late")
                            .timer()
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    void runsATinyModelOnTheThreadThatBroughtTheRequestWhenALaneIsParked() throws Exception {
        List<Thread> ranOn = new CopyOnWriteArrayList<>();
        FakeSession session = new FakeSession((input, termination) -> ranOn.add(Thread.currentThread()));
        try (PipelineFixture fixture = new PipelineFixture(1, 16, session)) {
            fixture.cost(new CostCurve(49_000, 0, 0));
            while (!ranOn.contains(Thread.currentThread())) {
                assertThat(fixture.submit(5).await().firstValue()).isEqualTo(5);
            }

            fixture.cost(new CostCurve(51_000, 0, 0));
            ranOn.clear();
            assertThat(fixture.submit(6).await().firstValue()).isEqualTo(6);
            assertThat(ranOn).singleElement().isNotEqualTo(Thread.currentThread());
        }
    }

    @Test
    void tinyRequestsThatArriveTogetherRunTogether() throws Exception {
        List<Thread> ranOn = new CopyOnWriteArrayList<>();
        List<Long> rows = new CopyOnWriteArrayList<>();
        FakeSession session = new FakeSession((input, termination) -> {
            rows.add(input.dimension(0));
            ranOn.add(Thread.currentThread());
        });
        try (PipelineFixture fixture = new PipelineFixture(1, 16, session)) {
            fixture.cost(new CostCurve(10_000, 0, 0));
            awaitParkedLane(fixture, ranOn);
            rows.clear();
            Queue<Runnable> loop = new ConcurrentLinkedQueue<>();
            Executor sameForAll = loop::add;
            List<RecordedCall> calls = IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> fixture.submit(10 * i, 1, Budget.UNLIMITED, null, sameForAll))
                    .toList();
            assertThat(loop).hasSize(1);

            loop.remove().run();
            loop.remove().run();
            assertThat(rows).containsExactly(3L);
            for (int i = 1; i <= 3; i++) {
                assertThat(calls.get(i - 1).await().firstValue()).isEqualTo(10 * i);
            }
        }
    }

    @Test
    void aLongerRequestBesideTinyOnesIsForALaneAlone() throws Exception {
        List<Thread> ranOn = new CopyOnWriteArrayList<>();
        FakeSession session = new FakeSession((input, termination) -> ranOn.add(Thread.currentThread()));
        try (PipelineFixture fixture = new PipelineFixture(1, 1, session)) {
            fixture.cost(new CostCurve(10_000, 0, 0));
            awaitParkedLane(fixture, ranOn);
            ranOn.clear();
            Queue<Runnable> loop = new ConcurrentLinkedQueue<>();
            fixture.submit(1, 1, Budget.UNLIMITED, null, loop::add);
            fixture.cost(new CostCurve(51_000, 0, 0));
            assertThat(fixture.submit(2).await().firstValue()).isEqualTo(2);

            loop.remove().run();
            assertThat(ranOn).hasSize(2).doesNotContain(Thread.currentThread());
        }
    }

    @Test
    void aTinyRequestWhoseLoopHasEndedIsForALane() throws Exception {
        List<Thread> ranOn = new CopyOnWriteArrayList<>();
        FakeSession session = new FakeSession((input, termination) -> ranOn.add(Thread.currentThread()));
        try (PipelineFixture fixture = new PipelineFixture(1, 1, session)) {
            fixture.cost(new CostCurve(10_000, 0, 0));
            awaitParkedLane(fixture, ranOn);
            ranOn.clear();
            Executor ended = task -> {
                throw new RejectedExecutionException("the loop has ended");
            };
            fixture.submit(1, 1, Budget.UNLIMITED, null, ended);
            fixture.permits.awaitNone(Duration.ofSeconds(30));
            assertThat(ranOn).singleElement().isNotEqualTo(Thread.currentThread());

            awaitParkedLane(fixture, ranOn);
        }
    }

    /** Until its lane is parked, the lane itself runs what is submitted. */
    private static void awaitParkedLane(PipelineFixture fixture, List<Thread> ranOn) throws Exception {
        while (!ranOn.contains(Thread.currentThread())) {
            fixture.submit(0).await();
        }
    }

    @Test
    void aLaneWhosePlaceIsTakenServesWhoCameMeanwhile() throws Exception {
        Gate tiny = new Gate();
        AtomicBoolean hasEntered = new AtomicBoolean();
        FakeSession session = new FakeSession((input, termination) -> {
            if (input.buffer().getFloat(0) == 1
                    && !Thread.currentThread().getName().startsWith("vernier-lane")) {
                hasEntered.set(true);
                tiny.pass();
            }
        });
        try (PipelineFixture fixture = new PipelineFixture(1, 16, session)) {
            fixture.cost(new CostCurve(10_000, 0, 0));
            CompletableFuture<Void> loop = CompletableFuture.runAsync(() -> {
                try {
                    while (!hasEntered.get()) {
                        fixture.submit(1).await();
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            tiny.awaitArrival();
            RecordedCall meanwhile = fixture.submit(2);
            assertThat(meanwhile.isSent()).isFalse();

            tiny.open();
            assertThat(meanwhile.await().firstValue()).isEqualTo(2);
            loop.get(30, TimeUnit.SECONDS);
        }
    }
}
