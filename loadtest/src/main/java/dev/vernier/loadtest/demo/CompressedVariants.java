package dev.vernier.loadtest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What compress measured, by variant. */
final class CompressedVariants {
    private CompressedVariants() {}

    /** The variants of a result file; none where the store is not of this demo's making. */
    static Map<String, JsonNode> read(Path result, boolean isOurs) throws IOException {
        Map<String, JsonNode> variants = new HashMap<>();
        if (isOurs) {
            for (JsonNode variant : new ObjectMapper().readTree(result.toFile()).path("variants")) {
                variants.put(variant.path("name").asText(), variant);
            }
        }
        return variants;
    }
}
