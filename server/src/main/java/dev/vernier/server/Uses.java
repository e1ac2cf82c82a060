package dev.vernier.server;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses something that is to be closed when nobody does any more. Its owner is the first user. Thread-safe. */
final class Uses {
    private final AtomicInteger count = new AtomicInteger(1);
    private final CompletableFuture<Void> none = new CompletableFuture<>();

    /** Keeps it open until {@link #release}; false when it is closed already. */
    boolean retain() {
        int present = count.get();
        while (present > 0) {
            if (count.compareAndSet(present, present + 1)) {
                return true;
            }
            present = count.get();
        }
        return false;
    }

    void release() {
        if (count.decrementAndGet() == 0) {
            none.complete(null);
        }
    }

    /** The owner uses it no longer; the future ends when nobody does. Called once. */
    CompletableFuture<Void> retire() {
        release();
        return none;
    }
}
