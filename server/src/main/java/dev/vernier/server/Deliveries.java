package dev.vernier.server;

import dev.vernier.server.request.Call;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Outcomes of one batch on their way back: each event loop is crossed to once. What goes wrong with one of them is the
 * others' no concern. Not thread-safe.
 */
final class Deliveries {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    private final IdentityHashMap<Executor, List<Call>> byLoop = new IdentityHashMap<>();

    void add(Call call) {
        byLoop.computeIfAbsent(call.loop(), loop -> new ArrayList<>()).add(call);
    }

    void send() {
        byLoop.forEach((loop, calls) -> cross(loop, () -> calls.forEach(Deliveries::write)));
        byLoop.clear();
    }

    /** Sends the outcome of a single call. */
    static void send(Call call) {
        cross(call.loop(), () -> write(call));
    }

    private static void cross(Executor loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            // A loop that has ended has no connection left: nobody waits for these answers.
        }
    }

    private static void write(Call call) {
        try {
            call.send();
        } catch (RuntimeException bug) {
            LOG.error("an outcome could not be written", bug);
        }
    }
}
