package dev.vernier.compressor.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vernier.compressor.graph.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the files beside a graph say about it.
 *
 * @param pooling null where they say nothing
 * @param maxTokens the longest row
 * @param classes names of a classifier's outputs; none where they say nothing
 */
record ModelSettings(@Nullable Pooling pooling, int maxTokens, List<String> classes) {
    /** BERT's position table, which nearly all encoders share. */
    private static final int DEFAULT_MAX_TOKENS = 512;

    private static final ObjectMapper JSON = new ObjectMapper();

    ModelSettings {
        classes = List.copyOf(classes);
    }

    /**
     * Reads the files that sentence-transformers and transformers leave: {@code 1_Pooling/config.json},
     * {@code sentence_bert_config.json}, {@code config.json} and {@code tokenizer_config.json}, as far as they are there.
     */
    static ModelSettings in(Path folder) {
        JsonNode model = read(folder.resolve("config.json"));
        Stream<JsonNode> limits = Stream.of(
                read(folder.resolve("sentence_bert_config.json")).path("max_seq_length"),
                model.path("max_position_embeddings"),
                read(folder.resolve("tokenizer_config.json")).path("model_max_length"),
                read(folder.resolve("tokenizer.json")).path("truncation").path("max_length"));
        int maxTokens = limits.filter(limit -> limit.isInt() && limit.asInt() > 0)
                .mapToInt(JsonNode::asInt)
                .min()
                .orElse(DEFAULT_MAX_TOKENS);
        return new ModelSettings(
                pooling(read(folder.resolve("1_Pooling").resolve("config.json"))), maxTokens, classes(model));
    }

    private static @Nullable Pooling pooling(JsonNode config) {
        if (config.path("pooling_mode_cls_token").asBoolean()) {
            return Pooling.CLS;
        }
        return config.path("pooling_mode_mean_tokens").asBoolean() ? Pooling.MEAN : null;
    }

    private static List<String> classes(JsonNode config) {
        JsonNode names = config.path("id2label");
        List<String> classes = new ArrayList<>();
        IntStream.range(0, names.size())
                .mapToObj(id -> names.path(Integer.toString(id)))
                .filter(JsonNode::isTextual)
                .forEach(name -> classes.add(name.asText()));
        return classes.size() == names.size() ? classes : List.of();
    }

    private static JsonNode read(Path file) {
        if (!Files.exists(file)) {
            return JSON.missingNode();
        }
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new SourceException(file + " is not JSON: " + e.getMessage(), e);
        }
    }
}
