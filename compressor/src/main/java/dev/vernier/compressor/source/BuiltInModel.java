package dev.vernier.compressor.source;

import dev.vernier.compressor.corpus.ChineseSentences;
import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.WordNetNouns;
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

/** The models that are on the class path: sentence encoders, and a topic classifier trained on top of one. */
public enum BuiltInModel {
    /** Sentence embeddings of all-MiniLM-L6-v2; its position table would take 512 tokens, but no more than 256 were trained. */
    MINILM("minilm", "all-minilm-l6-v2", Pooling.MEAN, 256),
    /** Which of WordNet's 25 kinds of noun a definition defines. */
    WORDNET_TOPICS("wordnet-topics", "all-minilm-l6-v2", Pooling.MEAN, 256),
    /** English sentence embeddings of bge-small-en-v1.5, 12 layers. */
    BGE_SMALL_EN("bge-small-en-v15", "bge-small-en-v1.5", Pooling.CLS, 512),
    /** Chinese sentence embeddings of bge-small-zh-v1.5. */
    BGE_SMALL_ZH("bge-small-zh-v15", "bge-small-zh-v1.5", Pooling.CLS, 512);

    private static final String NOUNS = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";
    private static final String SENTENCES = "/org/languagetool/rules/zh/grammar.xml";

    private final String modelName;
    private final String file;
    private final Pooling pooling;
    private final int maxTokens;

    BuiltInModel(String modelName, String file, Pooling pooling, int maxTokens) {
        this.modelName = modelName;
        this.file = file;
        this.pooling = pooling;
        this.maxTokens = maxTokens;
    }

    /** All their names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(BuiltInModel::modelName).toList();
    }

    static Optional<BuiltInModel> named(String name) {
        return Arrays.stream(values())
                .filter(model -> model.modelName.equals(name))
                .findFirst();
    }

    String modelName() {
        return modelName;
    }

    /** What the model is for where nobody says otherwise. */
    Purpose purpose() {
        return this == WORDNET_TOPICS ? new Purpose(Task.CLASSIFY, WordNetNouns.CLASSES, true) : Purpose.EMBEDDING;
    }

    ModelParts read() throws IOException {
        byte[] encoder = resource("/" + file + ".onnx");
        String tokenizer = new String(resource("/" + file + "-tokenizer.json"), StandardCharsets.UTF_8);
        ModelSettings settings = new ModelSettings(pooling, maxTokens, List.of());
        return new ModelParts(OnnxReader.read(encoder), Sha256.of(encoder), tokenizer, settings);
    }

    /** Texts to compress and measure it with. */
    List<LabelledText> texts() throws IOException {
        if (this != BGE_SMALL_ZH) {
            return definitions();
        }
        try (InputStream grammar = open(SENTENCES)) {
            return ChineseSentences.read(grammar);
        }
    }

    /** WordNet's definitions, labelled with the kind of noun. */
    public static List<LabelledText> definitions() throws IOException {
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
