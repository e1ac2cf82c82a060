package dev.vernier.loadtest.bench;

import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.Tensor;
import dev.vernier.store.Termination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The runtime alone: threads that run one session over and over. */
record RawLoop(Session session, Duration window) {
    /**
     * Rows per second.
     *
     * @param inputs for each run; their first dimension is {@code rows}
     */
    double rowsPerSecond(int threads, List<Tensor> inputs, int rows) throws InterruptedException {
        ExecutorService lanes = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            List<Future<Double>> rates = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                rates.add(lanes.submit(() -> rows * runsPerSecond(inputs, start + window.toNanos())));
            }
            double sum = 0;
            for (Future<Double> rate : rates) {
                sum += rate.get();
            }
            return sum;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the runtime failed in a plain loop", e.getCause());
        } finally {
            lanes.shutdown();
        }
    }

    /** Over the thread's own time, whose last run ends after the window. */
    private double runsPerSecond(List<Tensor> inputs, long endNanos) throws SessionException {
        List<Tensor> outputs = session.run(inputs, List.of(), new Termination());
        long start = System.nanoTime();
        int runs = 0;
        while (endNanos - System.nanoTime() > 0 || runs == 0) {
            session.run(inputs, outputs, new Termination());
            runs++;
        }
        return runs / ((System.nanoTime() - start) / 1e9);
    }
}
