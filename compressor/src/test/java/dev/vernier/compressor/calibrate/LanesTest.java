package dev.vernier.compressor.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {
    @Test
    void handsResultsOverInOrder() {
        List<Integer> items = IntStream.range(0, 100).boxed().toList();
        List<Integer> results = new ArrayList<>();

        Lanes.inOrder(3, items, item -> item * 2, (item, result) -> results.add(result - item));

        assertThat(results).isEqualTo(items);
    }

    @Test
    void computesOnSeveralThreadsAtOnce() {
        CountDownLatch both = new CountDownLatch(2);
        List<Integer> results = new ArrayList<>();

        Lanes.inOrder(2, List.of(1, 2), item -> meet(both, item), (item, result) -> results.add(result));

        assertThat(results).containsExactly(1, 2);
    }

    @Test
    void passesOnWhatATaskThrows() {
        assertThatThrownBy(() -> Lanes.inOrder(2, List.of(1, 0), item -> 1 / item, (item, result) -> {}))
                .isInstanceOf(ArithmeticException.class);
    }

    /** The second item goes on until its caller waits for it, or has returned without. */
    @Test
    void nothingRunsAnyMoreOnceItHasThrown() {
        Thread caller = Thread.currentThread();
        CountDownLatch isRunning = new CountDownLatch(1);
        AtomicBoolean hasReturned = new AtomicBoolean();
        AtomicBoolean endedBefore = new AtomicBoolean();
        Function<Integer, Integer> compute = item -> {
            if (item == 0) {
                await(isRunning);
            } else {
                isRunning.countDown();
                awaitInterrupt();
                while (!hasReturned.get() && caller.getState() == Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                }
                endedBefore.set(!hasReturned.get());
            }
            return 1 / item;
        };

        assertThatThrownBy(() -> {
                    try {
                        Lanes.inOrder(2, List.of(0, 1), compute, (item, result) -> {});
                    } finally {
                        hasReturned.set(true);
                    }
                })
                .isInstanceOf(ArithmeticException.class);
        assertThat(endedBefore).isTrue();
    }

    /** By which work that nobody wants any more is told. */
    private static void awaitInterrupt() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int meet(CountDownLatch latch, int item) {
        latch.countDown();
        await(latch);
        return item;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
