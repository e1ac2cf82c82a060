package dev.vernier.compressor.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
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

    @Test
    void nothingRunsAnyMoreOnceItHasThrown() {
        CountDownLatch both = new CountDownLatch(2);
        AtomicInteger ended = new AtomicInteger();

        assertThatThrownBy(() -> Lanes.inOrder(
                        2,
                        List.of(0, 1),
                        item -> {
                            meet(both, item);
                            if (item == 1) {
                                long end = System.nanoTime() + 50_000_000;
                                while (System.nanoTime() < end) {
                                    Thread.onSpinWait();
                                }
                                ended.incrementAndGet();
                            }
                            return 1 / item;
                        },
                        (item, result) -> {}))
                .isInstanceOf(ArithmeticException.class);
        assertThat(ended).hasValue(1);
    }

    private static int meet(CountDownLatch latch, int item) {
        latch.countDown();
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return item;
    }
}
