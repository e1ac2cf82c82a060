package dev.vernier.server;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Nanos that pass only when a test says so. Starts anywhere, the end of the range included. Thread-safe. */
final class ManualClock implements LongSupplier {
    private final AtomicLong now = new AtomicLong(new Random().nextLong());

    @Override
    public long getAsLong() {
        return now.get();
    }

    void advanceMillis(long millis) {
        now.addAndGet(millis * 1_000_000);
    }
}
