package dev.vernier.server;

import dev.vernier.policy.ModelProfile;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The models by slot. A slot is never given to another model. Thread-safe. */
final class OpenModels {
    private final List<OpenModel> bySlot = new CopyOnWriteArrayList<>();

    /** Adds the model whose slot is the next free one. */
    void add(OpenModel model) {
        if (model.slot() != bySlot.size()) {
            throw new IllegalArgumentException("slot " + model.slot() + " is not the next one, " + bySlot.size());
        }
        bySlot.add(model);
    }

    OpenModel at(int slot) {
        return bySlot.get(slot);
    }

    List<OpenModel> all() {
        return List.copyOf(bySlot);
    }

    List<ModelProfile> profiles() {
        return bySlot.stream().map(OpenModel::profile).toList();
    }
}
