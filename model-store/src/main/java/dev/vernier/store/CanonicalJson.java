package dev.vernier.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON of which equal values have equal bytes: UTF-8, keys sorted by UTF-16 code units, no white space, the shortest
 * decimal that reads back as the same double, no NaN and no infinity.
 */
final class CanonicalJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            // A record's components alone are written: isAccepted() is none.
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // Double.toString gives other digits before JDK 19 than after it.
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    private CanonicalJson() {}

    /** The tree of a record's components under the name of its schema. */
    static ObjectNode tree(String schema, Object value) {
        ObjectNode tree = MAPPER.valueToTree(value);
        return tree.put("schema", schema);
    }

    static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(sorted(tree));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /**
     * Reads what {@link #tree} made.
     *
     * @throws IOException when it is not JSON, of another schema, or not the type's properties
     */
    static <T> T read(byte[] json, String schema, Class<T> type) throws IOException {
        if (!(MAPPER.readTree(json) instanceof ObjectNode tree)) {
            throw new IOException("it is not a JSON object");
        }
        String found = tree.path("schema").asText();
        if (!found.equals(schema)) {
            throw new IOException("its schema is '" + found + "', wanted is '" + schema + "'");
        }
        tree.remove("schema");
        return MAPPER.treeToValue(tree, type);
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return new ObjectNode(JsonNodeFactory.instance, fields);
        }
        if (node instanceof ArrayNode array) {
            ArrayNode elements = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> elements.add(sorted(element)));
            return elements;
        }
        if (node.isFloatingPointNumber() && !Double.isFinite(node.doubleValue())) {
            throw new IllegalArgumentException("JSON has no number " + node.asText());
        }
        return node;
    }
}
