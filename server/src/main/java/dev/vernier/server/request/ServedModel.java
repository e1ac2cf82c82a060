package dev.vernier.server.request;

import dev.vernier.server.config.ModelConfig;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import dev.vernier.store.tokenizer.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model version as the server has it at one moment. Immutable: a change of state is a new object in the {@link
 * ModelCatalog}.
 *
 * @param slot its place in the policy's snapshot
 * @param state whether it answers
 * @param detail why it does not, for {@link State#FAILED}; else empty
 * @param loaded the variants that may answer now, in the version's order; not empty when it answers
 * @param tokenizer of a version that takes text; null for the others
 * @param config how it is served
 */
public record ServedModel(
        int slot,
        ModelVersion version,
        State state,
        String detail,
        List<VariantCard> loaded,
        @Nullable Tokenizer tokenizer,
        ModelConfig config) {
    /** Whether a model answers. */
    public enum State {
        /** Opening sessions, measuring or warming up: nothing answers yet. */
        LOADING,
        /** Answers with the variants that are loaded, while others still load. */
        WARMING,
        /** Answers; no further variant is on its way. */
        READY,
        /** Could not be loaded, or failed since. */
        FAILED,
        /** Answers what it has, takes no more. */
        DRAINING
    }

    public ServedModel {
        loaded = List.copyOf(loaded);
        if ((state == State.WARMING || state == State.READY) && loaded.isEmpty()) {
            throw new IllegalArgumentException(version.model() + " is " + state + " without a variant");
        }
    }

    public String name() {
        return version.model();
    }

    /** The fidelity that holds for requests that name none, in [0,1]. */
    public double floor() {
        return config.floor(version.task());
    }

    public boolean isReady() {
        return state == State.WARMING || state == State.READY;
    }

    /** Whether the reference is among the variants that answer. */
    public boolean hasReference() {
        return loaded.stream().anyMatch(this::isReference);
    }

    public boolean isReference(VariantCard variant) {
        return version.reference().name().equals(variant.name());
    }
}
