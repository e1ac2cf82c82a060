package dev.vernier.server;

import dev.vernier.store.Session;
import java.util.concurrent.CompletableFuture;

/** An open session and those who run on it: it is closed behind the last run. Thread-safe. */
final class SharedSession {
    private final Session session;
    private final Uses uses = new Uses();

    SharedSession(Session session) {
        this.session = session;
    }

    Session session() {
        return session;
    }

    /** Keeps it open until {@link #release}; false when it is closed, or about to be. */
    boolean retain() {
        return uses.retain();
    }

    void release() {
        uses.release();
    }

    /** Nobody may begin to use it any more; the future ends when its memory is free. Called once. */
    CompletableFuture<Void> close() {
        return uses.retire().thenRun(session::close);
    }
}
