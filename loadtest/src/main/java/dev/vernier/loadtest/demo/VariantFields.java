package dev.vernier.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The demo's variants as the result file has them: from what compress measured, the cards, and the capacities. */
final class VariantFields {
    private VariantFields() {}

    /** @param compressed the variants of compress's result file by name; empty where an existing store was taken */
    static List<Map<String, @Nullable Object>> of(
            ModelVersion version, Map<String, JsonNode> compressed, Map<String, Double> capacityRps) {
        List<Map<String, @Nullable Object>> variants = new ArrayList<>();
        for (VariantCard card : version.variants()) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("name", card.name());
            fields.put("accepted", card.isAccepted());
            fields.put("bytes", card.bytes());
            fields.put("capacity_rps", capacityRps.get(card.name()));
            fields.put("size_ratio", measure(card, compressed, "size_ratio"));
            fields.put("speedup", measure(card, compressed, "speedup"));
            fields.put("cosine", measure(card, compressed, "cosine_mean"));
            fields.put("accuracy", measure(card, compressed, "accuracy"));
            variants.add(fields);
        }
        return variants;
    }

    private static @Nullable Object measure(VariantCard card, Map<String, JsonNode> compressed, String name) {
        JsonNode measured = compressed.containsKey(card.name())
                ? Objects.requireNonNull(compressed.get(card.name())).get(name)
                : null;
        return measured == null ? card.measures().get(name) : measured;
    }
}
