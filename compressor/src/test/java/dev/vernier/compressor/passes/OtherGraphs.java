package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Heads;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small text encoders that are no transformer encoders; for the texts of {@link TinyEncoder}. */
public final class OtherGraphs {
    static final int WIDTH = 32;
    private static final int WORDS = TinyEncoder.WORDS;

    private OtherGraphs() {}

    /** Two directions of 32, over vectors of 32. */
    public static Graph recurrent(String op, long gates) {
        return recurrent(op, gates, WIDTH);
    }

    static Graph recurrent(String op, long gates, int width) {
        Graph graph = start(width);
        Random random = new Random(1);
        graph.putWeight("input", normal(random, 2, gates * width, width));
        graph.putWeight("recurrent", normal(random, 2, gates * width, width));
        graph.putWeight("bias", normal(random, 2, 2 * gates * width));
        graph.putWeight("shape", Weight.vector(0, 0, 2L * width));
        graph.add(
                Node.of("Transpose", List.of("embedded"), "in_time").with("perm", Attribute.of(new long[] {1, 0, 2})));
        graph.add(Node.of(op, List.of("in_time", "input", "recurrent", "bias"), "states")
                .with("hidden_size", Attribute.of(width))
                .with("direction", Attribute.of("bidirectional")));
        graph.add(Node.of("Transpose", List.of("states"), "in_texts")
                .with("perm", Attribute.of(new long[] {2, 0, 1, 3})));
        graph.add(Node.of("Reshape", List.of("in_texts", "shape"), "hidden"));
        return end(graph, "hidden", 2 * width);
    }

    /** A convolution over three words, its outputs after a Relu. */
    public static Graph convolution() {
        return convolution(WIDTH);
    }

    static Graph convolution(int width) {
        Graph graph = start(width);
        Random random = new Random(2);
        graph.putWeight("filters", normal(random, width, width, 3));
        graph.putWeight("bias", normal(random, width));
        graph.add(
                Node.of("Transpose", List.of("embedded"), "channels").with("perm", Attribute.of(new long[] {0, 2, 1})));
        graph.add(Node.of("Conv", List.of("channels", "filters", "bias"), "convolved")
                .with("pads", Attribute.of(new long[] {1, 1})));
        graph.add(Node.of("Relu", List.of("convolved"), "positive"));
        graph.add(Node.of("Transpose", List.of("positive"), "hidden").with("perm", Attribute.of(new long[] {0, 2, 1})));
        return end(graph, "hidden", width);
    }

    /** One block of a decoder: each word sees those before it. */
    public static Graph decoder() {
        Graph graph = start(WIDTH);
        Random random = new Random(3);
        linear(graph, random, "query", "embedded", WIDTH, WIDTH);
        linear(graph, random, "key", "embedded", WIDTH, WIDTH);
        linear(graph, random, "value", "embedded", WIDTH, WIDTH);
        graph.add(Node.of("Transpose", List.of("key"), "turned").with("perm", Attribute.of(new long[] {0, 2, 1})));
        graph.add(Node.of("MatMul", List.of("query", "turned"), "scores"));
        graph.putWeight("later", Weight.scalar(-1e4f));
        graph.putWeight("one", Weight.longs(new long[0], 1));
        graph.add(Node.of("Shape", List.of("scores"), "sizes"));
        graph.add(Node.of("ConstantOfShape", List.of("sizes"), "ones")
                .with("value", new Attribute.Tensor(Weight.floats(new long[] {1}, 1))));
        graph.add(Node.of("Trilu", List.of("ones", "one"), "above").with("upper", Attribute.of(1)));
        graph.add(Node.of("Mul", List.of("above", "later"), "mask"));
        graph.add(Node.of("Add", List.of("scores", "mask"), "masked"));
        graph.add(Node.of("Softmax", List.of("masked"), "shares").with("axis", Attribute.of(-1)));
        graph.add(Node.of("MatMul", List.of("shares", "value"), "context"));
        linear(graph, random, "output", "context", WIDTH, WIDTH);
        graph.add(Node.of("Add", List.of("output", "embedded"), "between"));
        linear(graph, random, "up", "between", WIDTH, 2 * WIDTH);
        graph.add(Node.of("Relu", List.of("up"), "active"));
        linear(graph, random, "down", "active", 2 * WIDTH, WIDTH);
        graph.add(Node.of("Add", List.of("down", "between"), "hidden"));
        return end(graph, "hidden", WIDTH);
    }

    private static Graph start(int width) {
        Graph graph = new Graph("other", 8, Map.of("", 14), List.of(tokens("input_ids"), tokens("attention_mask")));
        graph.putWeight("table", normal(new Random(9), WORDS, width));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "embedded"));
        return graph;
    }

    private static Graph end(Graph graph, String hidden, int width) {
        graph.addOutput(new ValueSpec(
                hidden, WeightType.FLOAT, List.of(Axis.free("batch"), Axis.free("sequence"), Axis.fixed(width))));
        return Heads.pooled(graph, Pooling.MEAN);
    }

    private static void linear(Graph graph, Random random, String name, String input, int inputs, int outputs) {
        graph.putWeight(name + ".matrix", normal(random, inputs, outputs));
        graph.putWeight(name + ".bias", normal(random, outputs));
        graph.add(Node.of("MatMul", List.of(input, name + ".matrix"), name + ".product"));
        graph.add(Node.of("Add", List.of(name + ".product", name + ".bias"), name));
    }

    private static ValueSpec tokens(String name) {
        return new ValueSpec(name, WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence")));
    }

    private static Weight normal(Random random, long... shape) {
        int count = 1;
        for (long size : shape) {
            count *= (int) size;
        }
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian() / 4;
        }
        return Weight.floats(shape, values);
    }
}
