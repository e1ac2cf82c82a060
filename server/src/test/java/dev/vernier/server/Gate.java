package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Holds whoever passes until it is opened. Thread-safe. */
final class Gate {
    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore arrivals = new Semaphore(0);

    void pass() {
        arrivals.release();
        try {
            assertThat(open.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void open() {
        open.countDown();
    }

    /** Waits until somebody more has arrived. */
    void awaitArrival() throws InterruptedException {
        assertThat(arrivals.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
}
