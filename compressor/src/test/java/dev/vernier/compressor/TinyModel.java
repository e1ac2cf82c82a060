package dev.vernier.compressor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.source.Purpose;
import dev.vernier.compressor.source.SourceModel;
import dev.vernier.store.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;

/** A model of one layer over a vocabulary of sixty words, twenty for each of three classes, that runs in microseconds. */
final class TinyModel {
    private static final List<String> CLASSES = List.of("one", "two", "three");
    private static final int WORDS_OF_A_CLASS = 20;
    private static final int FIRST_WORD = 4;
    private static final int VOCABULARY = FIRST_WORD + 3 * WORDS_OF_A_CLASS;
    private static final int WIDTH = 16;

    private TinyModel() {}

    /** A classifier over texts in which two of three words belong to the label's class. */
    static SourceModel classifier() {
        return new SourceModel(
                "tiny",
                new Purpose(Task.CLASSIFY, CLASSES, true),
                graph(),
                "0".repeat(64),
                tokenizer(),
                32,
                texts(700));
    }

    private static Graph graph() {
        List<ValueSpec> inputs = List.of(input("input_ids"), input("attention_mask"));
        Graph graph = new Graph("tiny", 6, Map.of("", 11), inputs);
        Random random = new Random(11);
        graph.putWeight("table", normal(random, VOCABULARY, WIDTH));
        graph.putWeight("matrix", normal(random, WIDTH, WIDTH));
        graph.putWeight("bias", Weight.floats(new long[] {WIDTH}, new float[WIDTH]));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "embedded"));
        graph.add(Node.of("MatMul", List.of("embedded", "matrix"), "product"));
        graph.add(Node.of("Add", List.of("product", "bias"), "sum"));
        graph.add(Node.of("Tanh", List.of("sum"), "hidden"));
        graph.addOutput(new ValueSpec(
                "hidden", WeightType.FLOAT, List.of(Axis.free("batch"), Axis.free("sequence"), Axis.fixed(WIDTH))));
        return Heads.pooled(graph, Pooling.MEAN);
    }

    private static ValueSpec input(String name) {
        return new ValueSpec(name, WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence")));
    }

    private static Weight normal(Random random, int rows, int columns) {
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 2;
        }
        return Weight.floats(new long[] {rows, columns}, values);
    }

    private static List<LabelledText> texts(int count) {
        Random random = new Random(5);
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int label = random.nextInt(CLASSES.size());
            StringJoiner text = new StringJoiner(" ");
            for (int word = random.nextInt(4); word < 9; word++) {
                int ofClass = word % 3 == 0 ? random.nextInt(CLASSES.size()) : label;
                text.add(word(ofClass * WORDS_OF_A_CLASS + random.nextInt(WORDS_OF_A_CLASS)));
            }
            texts.add(new LabelledText(text.toString(), CLASSES.get(label)));
        }
        return texts;
    }

    private static String word(int number) {
        return "w" + (char) ('a' + number / 10) + (char) ('a' + number % 10);
    }

    private static String tokenizer() {
        ObjectMapper json = new ObjectMapper();
        try {
            JsonNode root = json.readTree("""
                    {"added_tokens": [],
                     "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                    "strip_accents": null, "lowercase": true},
                     "pre_tokenizer": {"type": "BertPreTokenizer"},
                     "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
                     "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                               "max_input_chars_per_word": 100,
                               "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3}}}
                    """);
            ObjectNode vocabulary = (ObjectNode) root.path("model").path("vocab");
            for (int word = 0; word < VOCABULARY - FIRST_WORD; word++) {
                vocabulary.put(word(word), FIRST_WORD + word);
            }
            return root.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
