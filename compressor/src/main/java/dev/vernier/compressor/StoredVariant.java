package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.NearestName;
import dev.vernier.store.StoreException;
import dev.vernier.store.VariantCard;
import java.util.List;

/** A variant of a store, with its graph. */
record StoredVariant(ModelVersion version, VariantCard card, Graph graph) {
    /**
     * Finds a variant by {@code MODEL/VARIANT} or {@code MODEL@VERSION/VARIANT}.
     *
     * @throws StoreException names what there is instead
     */
    static StoredVariant find(ModelStore store, String named) {
        int slash = named.indexOf('/');
        if (slash < 0) {
            throw new StoreException(
                    "'" + named + "' names no variant: wanted is MODEL/VARIANT, or MODEL@VERSION/VARIANT");
        }
        String model = named.substring(0, slash);
        int at = model.indexOf('@');
        ModelVersion version = at < 0
                ? StoredModels.find(store, model, "")
                : StoredModels.find(store, model.substring(0, at), model.substring(at + 1));
        return of(store, version, named.substring(slash + 1));
    }

    /** The variant of a version that has this name. */
    static StoredVariant of(ModelStore store, ModelVersion version, String name) {
        List<String> names = version.variants().stream().map(VariantCard::name).toList();
        if (!names.contains(name)) {
            throw new StoreException(version.model() + " has no variant '" + name + "', only " + names
                    + "; did you mean `" + NearestName.of(name, names) + "`?");
        }
        VariantCard card = version.variants().get(names.indexOf(name));
        return new StoredVariant(version, card, OnnxReader.read(store.modelFile(card)));
    }
}
