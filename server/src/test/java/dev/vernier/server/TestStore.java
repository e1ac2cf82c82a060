package dev.vernier.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.store.Draft;
import dev.vernier.store.ModelStore;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real store whose variants are a few bytes that only a {@link FakeSession} can open. */
final class TestStore {
    private TestStore() {}

    /** A variant as it is published: the first of a model is its reference. */
    record Variant(String name, double fidelity, @Nullable String gate, int bytes) {
        static Variant reference() {
            return new Variant("fp32", 1, null, 400);
        }

        static Variant cheap() {
            return new Variant("int8", 0.97, null, 100);
        }
    }

    static ModelStore with(Path directory, String model, Variant... variants) {
        ModelStore store = ModelStore.create(directory);
        try (Draft draft = store.draft(model)) {
            List<VariantCard> cards = new ArrayList<>();
            for (Variant variant : variants) {
                cards.add(card(draft, model, variant));
            }
            draft.publish(Task.EMBED, FakeSession.SIGNATURE, null, List.of(), null, cards);
        }
        return store;
    }

    private static VariantCard card(Draft draft, String model, Variant variant) {
        byte[] content = (model + variant.name() + " ".repeat(variant.bytes())).getBytes(StandardCharsets.UTF_8);
        VariantCard.Artefact artefact = new VariantCard.Artefact("model.onnx", draft.put(content), content.length);
        return new VariantCard(
                variant.name(),
                variant.gate(),
                variant.fidelity(),
                true,
                List.of(artefact),
                Map.of(),
                JsonNodeFactory.instance.objectNode());
    }
}
