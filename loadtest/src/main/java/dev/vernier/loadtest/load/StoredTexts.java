package dev.vernier.loadtest.load;

import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.TextInput;
import dev.vernier.store.tokenizer.Tokenizer;
import dev.vernier.store.tokenizer.Tokenizers;
import java.io.IOException;

/** The evaluation texts of a stored model: those that no pass saw. */
public final class StoredTexts {
    private StoredTexts() {}

    /**
     * Reads the texts with their classes and, where the model takes text, their lengths in tokens.
     *
     * @throws LoadException when the version has no evaluation texts
     */
    public static Corpus of(ModelStore store, ModelVersion version) throws IOException {
        String evaluation = version.evaluation();
        if (evaluation == null) {
            throw new LoadException(version.model() + " version " + version.version()
                    + " has no evaluation texts in the store; name a file of texts with --data");
        }
        Corpus corpus = Corpus.read(store.blob(evaluation), version.labels());
        TextInput text = version.text();
        if (text == null) {
            return corpus;
        }
        try (Tokenizer tokenizer = Tokenizers.load(store.blob(text.tokenizer()))) {
            return corpus.measuredBy(tokenizer, text.maxTokens());
        }
    }

    /**
     * Looks a version up that must be there.
     *
     * @param version the empty string for the latest
     * @throws LoadException when the store has none
     */
    public static ModelVersion find(ModelStore store, String model, String version) {
        return store.find(model, version)
                .orElseThrow(() -> new LoadException("the store has no model '" + model + "'"
                        + (version.isEmpty() ? "" : " version " + version) + "; it has " + store.models()));
    }
}
