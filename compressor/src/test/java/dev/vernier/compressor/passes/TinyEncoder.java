package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A graph of two transformer blocks whose activations are the same on every machine: all numbers are small multiples of
 * powers of two, so no sum is rounded. Queries are 0, so attention is the mean over a text, whose length is a power of two.
 */
public final class TinyEncoder {
    public static final int WIDTH = 32;
    public static final int NEURONS = 64;
    public static final int WORDS = 256;

    private TinyEncoder() {}

    /** With one head, which no shape tells apart. */
    public static Graph graph() {
        return graph(1);
    }

    /** With so many heads in each block. */
    public static Graph graph(int heads) {
        Graph graph = new Graph("tiny", 8, Map.of("", 14), List.of(tokens("input_ids"), tokens("attention_mask")));
        Random random = new Random(3);
        graph.putWeight("table", quarters(random, WORDS, WIDTH));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "embedded"));
        String hidden = block(graph, random, "a", "embedded", heads);
        hidden = block(graph, random, "b", hidden, heads);
        graph.addOutput(new ValueSpec(
                hidden, WeightType.FLOAT, List.of(Axis.free("batch"), Axis.free("sequence"), Axis.fixed(WIDTH))));
        return Heads.pooled(graph, Pooling.MEAN);
    }

    /**
     * With four heads; of what each layer reads, one channel is always 1 or another constant, one always 0, and two are the same.
     */
    public static Graph redundant() {
        Graph graph = graph(4);
        change(graph, "table", WIDTH, 1, 0);
        for (String layer : List.of("a.value", "a.up", "b.value", "b.up")) {
            int width = layer.endsWith("up") ? NEURONS : WIDTH;
            change(graph, layer, width, 0, 0);
            change(graph, layer + ".bias", width, 1, 0);
        }
        return graph;
    }

    /** The first two columns become these, the fourth the third. */
    private static void change(Graph graph, String name, int width, float first, float second) {
        Weight weight = Objects.requireNonNull(graph.weight(name), name);
        float[] values = weight.floats();
        for (int row = 0; row < values.length; row += width) {
            values[row] = first;
            values[row + 1] = second;
            values[row + 3] = values[row + 2];
        }
        graph.putWeight(name, Weight.floats(weight.shape(), values));
    }

    /** Neurons of the first block are beyond what fp32 can hold. */
    public static Graph overflowing() {
        Graph graph = graph(4);
        float[] values = Objects.requireNonNull(graph.weight("a.up")).floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= Float.MAX_VALUE;
        }
        graph.putWeight("a.up", Weight.floats(new long[] {WIDTH, NEURONS}, values));
        return graph;
    }

    /** So many texts of 4 or 8 tokens. */
    public static Calibration texts(int count, int threads) {
        Random random = new Random(4);
        List<Encoding> texts = new ArrayList<>();
        for (int text = 0; text < count; text++) {
            int length = 4 << random.nextInt(2);
            texts.add(new Encoding(random.ints(length, 0, WORDS).toArray(), length, length));
        }
        return new Calibration(texts, threads);
    }

    private static String block(Graph graph, Random random, String name, String input, int heads) {
        graph.putWeight(name + ".query", Weight.floats(new long[] {WIDTH, WIDTH}, new float[WIDTH * WIDTH]));
        graph.add(Node.of("MatMul", List.of(input, name + ".query"), name + ".q"));
        String key = linear(graph, random, name + ".key", input, WIDTH, WIDTH);
        String value = linear(graph, random, name + ".value", input, WIDTH, WIDTH);
        String context = heads == 1
                ? attention(graph, name, name + ".q", key, value, axes(0, 2, 1))
                : joined(
                        graph,
                        attention(
                                graph,
                                name,
                                split(graph, name + ".q", heads),
                                split(graph, key, heads),
                                split(graph, value, heads),
                                axes(0, 1, 3, 2)));
        String attention = linear(graph, random, name + ".output", context, WIDTH, WIDTH);
        graph.add(Node.of("Add", List.of(attention, input), name + ".between"));
        String up = linear(graph, random, name + ".up", name + ".between", WIDTH, NEURONS);
        graph.add(Node.of("Relu", List.of(up), name + ".active"));
        String down = linear(graph, random, name + ".down", name + ".active", NEURONS, WIDTH);
        graph.add(Node.of("Add", List.of(down, name + ".between"), name + ".hidden"));
        return name + ".hidden";
    }

    private static String attention(Graph graph, String name, String query, String key, String value, Attribute turn) {
        graph.add(Node.of("Transpose", List.of(key), name + ".turned").with("perm", turn));
        graph.add(Node.of("MatMul", List.of(query, name + ".turned"), name + ".scores"));
        graph.add(Node.of("Softmax", List.of(name + ".scores"), name + ".shares"));
        graph.add(Node.of("MatMul", List.of(name + ".shares", value), name + ".context"));
        return name + ".context";
    }

    /** {@code [batch, sequence, width]} to {@code [batch, heads, sequence, size]}. */
    private static String split(Graph graph, String value, int heads) {
        String shape = graph.addWeight(value + ".shape", Weight.vector(0, 0, heads, WIDTH / heads));
        graph.add(Node.of("Reshape", List.of(value, shape), value + ".heads"));
        graph.add(Node.of("Transpose", List.of(value + ".heads"), value + ".split")
                .with("perm", axes(0, 2, 1, 3)));
        return value + ".split";
    }

    private static String joined(Graph graph, String value) {
        String shape = graph.addWeight(value + ".shape", Weight.vector(0, 0, WIDTH));
        graph.add(Node.of("Transpose", List.of(value), value + ".turned").with("perm", axes(0, 2, 1, 3)));
        graph.add(Node.of("Reshape", List.of(value + ".turned", shape), value + ".joined"));
        return value + ".joined";
    }

    private static Attribute axes(long... axes) {
        return Attribute.of(axes);
    }

    private static String linear(Graph graph, Random random, String name, String input, int inputs, int outputs) {
        graph.putWeight(name, quarters(random, inputs, outputs));
        graph.putWeight(name + ".bias", Weight.floats(new long[] {outputs}, values(random, outputs)));
        graph.add(Node.of("MatMul", List.of(input, name), name + ".product"));
        graph.add(Node.of("Add", List.of(name + ".product", name + ".bias"), name + ".sum"));
        return name + ".sum";
    }

    private static ValueSpec tokens(String name) {
        return new ValueSpec(name, WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence")));
    }

    private static Weight quarters(Random random, int rows, int columns) {
        return Weight.floats(new long[] {rows, columns}, values(random, rows * columns));
    }

    private static float[] values(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (random.nextInt(5) - 2) / 4f;
        }
        return values;
    }
}
