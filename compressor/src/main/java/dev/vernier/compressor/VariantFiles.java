package dev.vernier.compressor;

import dev.vernier.compressor.graph.ExternalWeights;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.store.Draft;
import dev.vernier.store.VariantCard.Artefact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Graphs as files of a draft. */
final class VariantFiles {
    private static final String MODEL = "model.onnx";

    private VariantFiles() {}

    /**
     * Puts a graph into a draft: in one file, or, where that would be too large, in two. The model then calls the file of its
     * weights by its digest, which is that file's name in a draft and in a store.
     *
     * @return the model first
     */
    static List<Artefact> put(Graph graph, Draft draft) {
        return put(graph, draft, OnnxWriter.isTooLarge(graph));
    }

    static List<Artefact> put(Graph graph, Draft draft, boolean isLarge) {
        if (!isLarge) {
            return List.of(model(OnnxWriter.bytes(graph), draft));
        }
        try {
            Path file = Files.createTempFile("vernier", ".weights");
            try {
                ExternalWeights external = ExternalWeights.write(graph, file);
                String digest = draft.put(file);
                return List.of(
                        model(OnnxWriter.bytes(graph, external.at(digest)), draft),
                        new Artefact(digest, digest, Files.size(file)));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Artefact model(byte[] bytes, Draft draft) {
        return new Artefact(MODEL, draft.put(bytes), bytes.length);
    }
}
