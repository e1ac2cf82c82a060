package dev.vernier.compressor;

import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.WordNetNouns;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.store.Sha256;
import dev.vernier.store.Task;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The models that are on the class path: a sentence encoder, and a topic classifier trained on top of it. */
enum BuiltInModel {
    /** Sentence embeddings of all-MiniLM-L6-v2. */
    MINILM("minilm", Task.EMBED),
    /** Which of WordNet's 25 kinds of noun a definition defines. */
    WORDNET_TOPICS("wordnet-topics", Task.CLASSIFY);

    private static final String ENCODER = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final String NOUNS = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";

    /** The model card's limit; the position table would take 512, but nothing beyond 256 was trained. */
    private static final int MAX_TOKENS = 256;

    private final String modelName;
    private final Task task;

    BuiltInModel(String modelName, Task task) {
        this.modelName = modelName;
        this.task = task;
    }

    String modelName() {
        return modelName;
    }

    private List<String> classes() {
        return task == Task.CLASSIFY ? WordNetNouns.CLASSES : List.of();
    }

    static Optional<BuiltInModel> named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.modelName.equals(name))
                .findFirst();
    }

    /** Reads the model and its texts from the class path. */
    SourceModel load() throws IOException {
        byte[] encoder = resource(ENCODER);
        Graph graph = Heads.pooled(OnnxReader.read(encoder), Pooling.MEAN);
        String tokenizer = new String(resource(TOKENIZER), StandardCharsets.UTF_8);
        return new SourceModel(
                modelName, task, graph, Sha256.of(encoder), tokenizer, MAX_TOKENS, definitions(), classes());
    }

    static List<LabelledText> definitions() throws IOException {
        try (InputStream nouns = open(NOUNS)) {
            return WordNetNouns.read(nouns);
        }
    }

    private static byte[] resource(String path) throws IOException {
        try (InputStream in = open(path)) {
            return in.readAllBytes();
        }
    }

    private static InputStream open(String path) throws IOException {
        InputStream in = BuiltInModel.class.getResourceAsStream(path);
        if (in == null) {
            throw new FileNotFoundException(path + " is not on the class path: the jars beside this one, in lib/, are"
                    + " incomplete; build again");
        }
        return in;
    }
}
