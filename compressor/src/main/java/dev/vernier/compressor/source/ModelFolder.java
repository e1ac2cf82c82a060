package dev.vernier.compressor.source;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.store.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/** A model in files: the graph, and beside it the tokenizer.json and whatever else tells about it. */
record ModelFolder(Path graph, Path folder) {
    private static final String GRAPH = "model.onnx";
    private static final String TOKENIZER = "tokenizer.json";

    /**
     * Finds a model's files.
     *
     * @param path the graph's file; or the folder of a {@code model.onnx}, which may lie in its folder {@code onnx}
     * @throws SourceException when one is missing
     */
    static ModelFolder at(Path path) {
        if (!Files.isDirectory(path)) {
            Path folder = path.toAbsolutePath().getParent();
            return new ModelFolder(path, folder == null ? path.toAbsolutePath() : folder);
        }
        for (Path graph : new Path[] {path.resolve(GRAPH), path.resolve("onnx").resolve(GRAPH)}) {
            if (Files.isRegularFile(graph)) {
                return new ModelFolder(graph, path);
            }
        }
        throw new SourceException(
                path + " has no " + GRAPH + ", nor a folder onnx with one; name the .onnx file itself");
    }

    /** What the model is called when nobody says: the file's name, or the folder's where the file is just a model. */
    String name() {
        Path named = graph.endsWith(GRAPH) ? folder.toAbsolutePath().normalize() : graph;
        Path last = named.getFileName();
        return last == null ? "model" : last.toString().replaceFirst("\\.onnx$", "");
    }

    ModelParts read() throws IOException {
        Path tokenizer = folder.resolve(TOKENIZER);
        if (!Files.isRegularFile(tokenizer)) {
            throw new SourceException(
                    "there is no " + TOKENIZER + " in " + folder + ": text cannot become tokens without it");
        }
        Set<Path> external = new TreeSet<>();
        Graph read = OnnxReader.read(graph, external::add);
        return new ModelParts(read, digest(external), Files.readString(tokenizer), ModelSettings.in(folder));
    }

    private String digest(Set<Path> external) throws IOException {
        String own = Sha256.of(graph);
        if (external.isEmpty()) {
            return own;
        }
        StringBuilder all = new StringBuilder(own);
        for (Path file : external) {
            all.append('\n').append(Sha256.of(file));
        }
        return Sha256.of(all.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
