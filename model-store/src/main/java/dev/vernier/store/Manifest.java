package dev.vernier.store;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model version as the store keeps it: its variants by the digests of their cards.
 *
 * @param variants digests of the cards, the reference's first
 */
record Manifest(
        String model,
        String version,
        Task task,
        Signature signature,
        @Nullable TextInput text,
        List<String> labels,
        @Nullable String evaluation,
        List<String> variants) {
    private static final String SCHEMA = "model-version/1";

    static Manifest of(ModelVersion version) {
        return new Manifest(
                version.model(),
                version.version(),
                version.task(),
                version.signature(),
                version.text(),
                version.labels(),
                version.evaluation(),
                version.variants().stream().map(VariantCard::digest).toList());
    }

    ModelVersion with(List<VariantCard> cards) {
        return new ModelVersion(model, version, task, signature, text, labels, evaluation, cards);
    }

    byte[] json() {
        return CanonicalJson.bytes(CanonicalJson.tree(SCHEMA, this));
    }

    static Manifest read(byte[] json) throws IOException {
        return CanonicalJson.read(json, SCHEMA, Manifest.class);
    }

    /** Digests of the blobs that a version needs beside its manifest and its cards. */
    static Set<String> assets(ModelVersion version) {
        Set<String> digests = new LinkedHashSet<>();
        if (version.text() != null) {
            digests.add(version.text().tokenizer());
        }
        if (version.evaluation() != null) {
            digests.add(version.evaluation());
        }
        version.variants().forEach(card -> card.artefacts().forEach(artefact -> digests.add(artefact.digest())));
        return digests;
    }
}
