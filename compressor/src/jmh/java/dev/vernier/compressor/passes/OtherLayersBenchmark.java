package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.GraphSession;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a text of 64 tokens costs in a layer of 256 that is no linear one, in fp32 and in the forms that could replace it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // open comes first
public class OtherLayersBenchmark {
    private static final int WIDTH = 256;
    private static final int TOKENS = 64;

    @Param({
        "lstm fp32",
        "lstm int8-dynamic",
        "gru fp32",
        "gru int8-dynamic",
        "conv fp32",
        "conv int8-dynamic",
        "conv int8-static",
        "conv ConvInteger"
    })
    String layer;

    private Calibration text;
    private GraphSession session;
    private String output = "";

    @Setup
    public void open() {
        int[] ids = new Random(6).ints(TOKENS, 0, TinyEncoder.WORDS).toArray();
        text = new Calibration(List.of(new Encoding(ids, TOKENS, TOKENS)), 1);
        String[] words = layer.split(" ", 2);
        Graph fp32 = switch (words[0]) {
            case "lstm" -> OtherGraphs.recurrent("LSTM", 4, WIDTH);
            case "gru" -> OtherGraphs.recurrent("GRU", 3, WIDTH);
            default -> OtherGraphs.convolution(WIDTH);
        };
        Graph graph = switch (words[1]) {
            case "int8-dynamic" -> new Int8Dynamic().apply(fp32, text).graph();
            case "int8-static" -> new Int8Static().apply(fp32, text).graph();
            case "ConvInteger" -> convInteger(fp32);
            default -> fp32;
        };
        output = graph.outputs().get(0).name();
        session = GraphSession.open(graph);
    }

    /** The form that no pass makes: ranges of activations from the batch, as for a MatMul. */
    private static Graph convInteger(Graph original) {
        Graph graph = original.copy();
        Node conv = Objects.requireNonNull(graph.producer("convolved"));
        Weight filters = Objects.requireNonNull(graph.weight(conv.input(1)));
        byte[] integers = new byte[Math.toIntExact(filters.elements())];
        new Random(7).nextBytes(integers);
        graph.putWeight("integers", Weight.of(WeightType.INT8, filters.shape(), integers));
        graph.putWeight("scale", Weight.scalar(0.01f));
        graph.add(Node.of("DynamicQuantizeLinear", List.of(conv.input(0)), "levels")
                .withOutputs(List.of("levels", "step", "zero")));
        Node product = new Node(
                "ConvInteger", "", "", List.of("levels", "integers", "zero"), List.of("sums"), conv.attributes(), "");
        graph.add(product);
        graph.add(Node.of("Cast", List.of("sums"), "whole").with("to", Attribute.of(WeightType.FLOAT.code())));
        graph.add(Node.of("Mul", List.of("step", "scale"), "factor"));
        graph.replace(Node.of("Mul", List.of("whole", "factor"), "convolved"));
        graph.removeDead();
        graph.sort();
        return graph;
    }

    @Benchmark
    public float[][] run() {
        return text.outputs(session, output, Map.of());
    }

    @TearDown
    public void close() {
        session.close();
    }
}
