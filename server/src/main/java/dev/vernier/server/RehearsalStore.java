package dev.vernier.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.store.Draft;
import dev.vernier.store.ModelStore;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.Task;
import dev.vernier.store.TextInput;
import dev.vernier.store.VariantCard;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A store with one tiny model that takes text: what a rehearsal serves. */
final class RehearsalStore {
    static final String MODEL = "rehearsal";

    private static final int MAX_TOKENS = 32;

    /** Rows of the model's embedding table. */
    private static final int VOCABULARY = 16;

    private RehearsalStore() {}

    static ModelStore in(Path directory) {
        ModelStore store = ModelStore.create(directory);
        try (Draft draft = store.draft(MODEL)) {
            byte[] onnx = resource("rehearsal.onnx");
            String model = draft.put(onnx);
            String tokenizer = draft.put(resource("rehearsal-tokenizer.json"));
            draft.publish(
                    Task.EMBED,
                    OnnxSession.describe(draft.file(model)),
                    new TextInput(tokenizer, "input_ids", "attention_mask", null, MAX_TOKENS, VOCABULARY),
                    List.of(),
                    null,
                    List.of(reference(model, onnx.length)));
        }
        return store;
    }

    private static VariantCard reference(String digest, long bytes) {
        return new VariantCard(
                "fp32",
                null,
                1,
                true,
                List.of(new VariantCard.Artefact("model.onnx", digest, bytes)),
                Map.of(),
                JsonNodeFactory.instance.objectNode());
    }

    private static byte[] resource(String name) {
        try (InputStream in = Objects.requireNonNull(RehearsalStore.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
