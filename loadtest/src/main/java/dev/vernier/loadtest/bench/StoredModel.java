package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.LoadException;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import java.nio.file.Path;
import java.util.List;

/** A model of a store on this machine. */
record StoredModel(Path directory, ModelStore store, ModelVersion version) {
    /** A request for the model. */
    Ask ask() {
        return Ask.of(version.model());
    }

    /** Names of the variants that are served, the reference first. */
    List<String> variants() {
        return version.accepted().stream().map(VariantCard::name).toList();
    }

    /**
     * The card of a variant that is served.
     *
     * @throws LoadException when there is none of that name
     */
    VariantCard variant(String name) {
        return version.accepted().stream()
                .filter(card -> card.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LoadException(
                        version.model() + " has no variant '" + name + "' that is served; it has " + variants()));
    }
}
