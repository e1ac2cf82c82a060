package dev.vernier.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The one writer of a store, over all threads and processes. A killed process's lock is free again. */
final class StoreLock {
    /**
     * A lock of the operating system belongs to the process and ends when any of its channels on the file closes, so
     * threads exclude each other first.
     */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private StoreLock() {}

    /** What is done under the lock. */
    interface Work<T> {
        T run() throws IOException;
    }

    /** Waits until nobody else holds the store's lock, then works under it. */
    static <T> T hold(StoreLayout layout, Work<T> work) throws IOException {
        ReentrantLock threads = THREADS.computeIfAbsent(layout.root(), path -> new ReentrantLock());
        threads.lock();
        try (FileChannel channel =
                FileChannel.open(layout.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock processes = channel.lock();
            T result = work.run();
            processes.release();
            return result;
        } finally {
            threads.unlock();
        }
    }
}
