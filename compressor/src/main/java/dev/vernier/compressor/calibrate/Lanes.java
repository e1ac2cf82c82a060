package dev.vernier.compressor.calibrate;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Work on several threads whose results are taken in order, so that sums over them do not depend on the threads. */
public final class Lanes {
    private Lanes() {}

    /**
     * Computes a result for each item on {@code threads} threads and hands them to {@code take}, on the calling thread,
     * in the order of the items. Only a few results exist at any time: {@code take} runs while later items are computed,
     * hence must not change what {@code compute} reads. When either throws, what runs ends first: nothing is computed any more
     * once this has returned, so that sessions can be closed.
     */
    public static <T, R> void inOrder(int threads, Collection<T> items, Function<T, R> compute, BiConsumer<T, R> take) {
        record Pending<T, R>(T item, Future<R> result) {}
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            Deque<Pending<T, R>> pending = new ArrayDeque<>();
            for (T item : items) {
                if (pending.size() > threads) {
                    Pending<T, R> oldest = pending.remove();
                    take.accept(oldest.item(), result(oldest.result()));
                }
                Callable<R> task = () -> compute.apply(item);
                pending.add(new Pending<>(item, executor.submit(task)));
            }
            pending.forEach(oldest -> take.accept(oldest.item(), result(oldest.result())));
        } finally {
            executor.shutdownNow();
            awaitEnd(executor);
        }
    }

    private static void awaitEnd(ExecutorService executor) {
        boolean wasInterrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <R> R result(Future<R> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
