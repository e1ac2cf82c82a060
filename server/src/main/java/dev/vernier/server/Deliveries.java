package dev.vernier.server;

import dev.vernier.server.request.Call;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Executor;

/** Outcomes of one batch on their way back: each event loop is crossed to once. Not thread-safe. */
final class Deliveries {
    private final IdentityHashMap<Executor, List<Call>> byLoop = new IdentityHashMap<>();

    void add(Call call) {
        byLoop.computeIfAbsent(call.loop(), loop -> new ArrayList<>()).add(call);
    }

    void send() {
        byLoop.forEach((loop, calls) -> loop.execute(() -> calls.forEach(Call::send)));
        byLoop.clear();
    }
}
