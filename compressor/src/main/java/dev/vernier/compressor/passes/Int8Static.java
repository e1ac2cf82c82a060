package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Linear layers in 8-bit integers, weights signed and per output channel, activations unsigned over the range that they had
 * on the sample texts, and convolutions likewise. The answer to a text does not depend on what else is in its batch.
 */
public final class Int8Static implements Pass {
    private final Ranges choice;

    /** How the range of an activation is chosen. */
    public enum Ranges {
        /** The smallest and the largest value. */
        MIN_MAX,
        /** The best of five calibrators for each activation, as the final output tells. */
        MEASURED
    }

    /** Over the smallest and the largest value. */
    public Int8Static() {
        this(Ranges.MIN_MAX);
    }

    public Int8Static(Ranges choice) {
        this.choice = choice;
    }

    @Override
    public String name() {
        return "int8-static";
    }

    @Override
    public Outcome apply(Graph graph, Calibration calibration) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        List<StaticConv> convolutions = StaticConv.all(graph);
        facts.put("matmuls_quantized", Linear.all(graph).size());
        facts.put("convs_quantized", convolutions.size());
        facts.put("calibrator", Pass.word(choice));
        Map<String, Range> ranges;
        if (choice == Ranges.MEASURED && !Linear.all(graph).isEmpty()) {
            CalibratedRanges calibrated = CalibratedRanges.of(graph, calibration);
            facts.setAll(calibrated.facts());
            ranges = calibrated.ranges();
        } else {
            ranges = ranges(graph, calibration);
            facts.set("activation_ranges", facts(ranges));
        }
        Graph quantized = quantize(graph, ranges, layer -> true);
        if (!convolutions.isEmpty()) {
            quantize(quantized, convolutions, ranges(graph, convolutions, calibration));
        }
        return new Outcome(quantized, facts);
    }

    private static Map<String, Range> ranges(Graph graph, List<StaticConv> convolutions, Calibration calibration) {
        return calibration.ranges(
                graph,
                convolutions.stream()
                        .flatMap(convolution -> Stream.of(convolution.input(), convolution.output()))
                        .toList());
    }

    private static void quantize(Graph graph, List<StaticConv> convolutions, Map<String, Range> ranges) {
        Map<String, StaticActivation> activations = new HashMap<>();
        for (StaticConv convolution : convolutions) {
            Range input = Objects.requireNonNull(ranges.get(convolution.input()));
            Range output = Objects.requireNonNull(ranges.get(convolution.output()));
            convolution.quantize(
                    graph,
                    activations.computeIfAbsent(convolution.input(), value -> StaticActivation.of(graph, value, input)),
                    input,
                    output);
        }
        graph.removeDead();
        graph.sort();
    }

    private static ArrayNode facts(Map<String, Range> ranges) {
        ArrayNode facts = JsonNodeFactory.instance.arrayNode();
        ranges.forEach((tensor, range) ->
                facts.addObject().put("tensor", tensor).put("low", range.low()).put("high", range.high()));
        return facts;
    }

    /** The ranges of everything that a linear layer reads. */
    static Map<String, Range> ranges(Graph graph, Calibration calibration) {
        List<Linear> layers = Linear.all(graph);
        if (layers.isEmpty() && StaticConv.all(graph).isEmpty()) {
            throw new GraphException("the graph has no MatMul and no Conv with constant fp32 weights to quantise");
        }
        return calibration.ranges(graph, layers.stream().map(Linear::input).toList());
    }

    /** The graph with those of its linear layers quantised that {@code chosen} accepts. */
    static Graph quantize(Graph original, Map<String, Range> ranges, Predicate<Linear> chosen) {
        Graph graph = original.copy();
        Map<String, StaticActivation> activations = new HashMap<>();
        for (Linear layer : Linear.all(graph)) {
            if (chosen.test(layer)) {
                Range range = Objects.requireNonNull(ranges.get(layer.input()), layer.input());
                activations
                        .computeIfAbsent(layer.input(), input -> StaticActivation.of(graph, input, range))
                        .multiply(graph, layer);
            }
        }
        graph.removeDead();
        graph.sort();
        return graph;
    }
}
