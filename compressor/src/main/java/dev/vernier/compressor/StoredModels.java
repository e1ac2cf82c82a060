package dev.vernier.compressor;

import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.StoreException;

/** Looks up what a command line names in a store. */
final class StoredModels {
    private StoredModels() {}

    /**
     * The version, or the latest where none is named.
     *
     * @throws StoreException names what there is instead
     */
    static ModelVersion find(ModelStore store, String model, String version) {
        return store.find(model, version)
                .orElseThrow(() -> new StoreException(
                        store.models().contains(model)
                                ? model + " has no version " + version + ", only " + store.versions(model)
                                : "the store has no model '" + model + "', only " + store.models()));
    }
}
