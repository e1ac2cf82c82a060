package dev.vernier.compressor.evaluation;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A fixed number of threads. */
public final class Workers implements AutoCloseable {
    private final ExecutorService threads;
    private final int count;

    public Workers(int count) {
        this.threads = Executors.newFixedThreadPool(count);
        this.count = count;
    }

    public ExecutorService threads() {
        return threads;
    }

    public int count() {
        return count;
    }

    /** Interrupts what is still running. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
