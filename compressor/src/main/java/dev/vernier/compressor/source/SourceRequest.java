package dev.vernier.compressor.source;

import dev.vernier.compressor.graph.Pooling;
import dev.vernier.store.Task;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants compressed. Null is what the model itself or its texts shall tell.
 *
 * @param model a built-in model's name, an .onnx file, or a folder
 * @param texts JSON lines
 * @param output the output that matters, where the graph has several
 * @param pooling how token vectors become one
 * @param maxTokens the longest row
 * @param name of the model in the store
 */
public record SourceRequest(
        String model,
        @Nullable Path texts,
        @Nullable Task task,
        @Nullable String output,
        @Nullable Pooling pooling,
        @Nullable Integer maxTokens,
        @Nullable String name) {
    /** A model with nothing said about it. */
    public static SourceRequest of(String model) {
        return new SourceRequest(model, null, null, null, null, null, null);
    }
}
