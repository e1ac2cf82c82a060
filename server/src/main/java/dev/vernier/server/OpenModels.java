package dev.vernier.server;

import dev.vernier.policy.ModelProfile;
import dev.vernier.server.request.ServedModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The models by slot. A model that was closed stays in its slot until another one takes it: what is queued or learned for a
 * slot is never another model's. Thread-safe.
 */
final class OpenModels {
    private final List<OpenModel> bySlot = new CopyOnWriteArrayList<>();
    private final Deque<Integer> vacant = new ArrayDeque<>();

    /** Adds a model in a free slot. */
    synchronized OpenModel add(IntFunction<OpenModel> inSlot) {
        Integer freed = vacant.poll();
        OpenModel added = inSlot.apply(freed == null ? bySlot.size() : freed);
        if (freed == null) {
            bySlot.add(added);
        } else {
            bySlot.set(freed, added);
        }
        return added;
    }

    /** Gives the slot of a closed model free; the policy must have seen that it has no variant any more. */
    synchronized void vacate(OpenModel closed) {
        vacant.add(closed.slot());
    }

    OpenModel at(int slot) {
        return bySlot.get(slot);
    }

    /** The open model that a front end has found; null where it was closed meanwhile. */
    @Nullable OpenModel of(ServedModel served) {
        OpenModel model = bySlot.get(served.slot());
        return model.isOf(served.version()) ? model : null;
    }

    /** All models by slot, those that were closed included. */
    List<OpenModel> all() {
        return List.copyOf(bySlot);
    }

    List<ModelProfile> profiles() {
        return bySlot.stream().map(OpenModel::profile).toList();
    }
}
