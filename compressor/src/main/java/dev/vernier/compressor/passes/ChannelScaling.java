package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.ChannelStatistics;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Divides each channel of what a linear layer reads by a number of its own and multiplies the matching row of the matrix by
 * it (SmoothQuant), so that a few channels with large values no longer spoil the 8-bit steps of all the others. Changes
 * nothing in fp32, and nothing at all where there is no linear layer; comes before a pass that quantises.
 *
 * <p>Behind attention the division moves into the layer that makes the values, for what lies between is linear. Elsewhere it
 * is one multiplication by a constant vector in front of the layer: it cannot move into a LayerNormalization, for the
 * residual connection reads that one's output too, nor through a GELU.
 */
public final class ChannelScaling implements Pass {
    /** Below this share of the error without scaling the extra operator pays; see RATIONALE. */
    private static final double WORTHWHILE = 0.7;

    @Override
    public String name() {
        return "channel-scaling";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (Linear layer : Linear.all(graph)) {
            sizes.put(layer.input(), layer.matrix(graph).size(0));
        }
        ArrayNode tensors = JsonNodeFactory.instance.arrayNode();
        calibration.channels(graph, sizes).forEach((input, channels) -> tensors.add(scale(graph, input, channels)));
        graph.removeDead();
        graph.sort();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.set("activations", tensors);
        return new Outcome(graph, facts);
    }

    private static ObjectNode scale(Graph graph, String input, ChannelStatistics channels) {
        List<Linear> layers = Linear.readers(graph, input);
        ScaleSearch search = new ScaleSearch(
                channels, layers.stream().map(layer -> layer.matrix(graph)).toList());
        ScaleSearch.Scales best = search.best();
        double before = search.unscaled().error();
        String form = "none";
        if (best.error() < WORTHWHILE * before) {
            Linear values = values(graph, layers);
            form = values == null ? "multiplied" : "folded";
            String divided = values == null
                    ? divided(graph, input, best.values())
                    : divideValues(graph, input, values, best.values());
            multiplyRows(graph, divided, layers, best.values());
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put("tensor", input)
                .put("error_before", before)
                .put("error_after", best.error())
                .put("alpha", best.alpha())
                .put("form", form);
    }

    /** The layer that makes the values of the attention in front of this layer; null when the division cannot go there. */
    private static @Nullable Linear values(Graph graph, List<Linear> layers) {
        Linear reader = layers.get(0);
        for (Block block : BlockMatcher.match(graph)) {
            Linear values = block.value();
            boolean isReader =
                    block.output().matMul().output().equals(reader.matMul().output());
            boolean isOwn = graph.soleConsumer(values.output()) != null
                    && !values.equals(block.query())
                    && !values.equals(block.key());
            boolean isSameWidth =
                    values.matrix(graph).size(1) == reader.matrix(graph).size(0);
            if (isReader && isOwn && isSameWidth && layers.size() == 1) {
                return values;
            }
        }
        return null;
    }

    private static String divideValues(Graph graph, String input, Linear values, Weight scales) {
        Weight inverses = inverses(scales);
        String matrix = graph.addWeight(values.weight() + "/divided", scaledColumns(values.matrix(graph), inverses));
        graph.replace(values.matMul().withInputs(List.of(values.input(), matrix)));
        Node add = values.bias();
        if (add != null) {
            Weight bias = Objects.requireNonNull(graph.weight(add.input(1)));
            String name = graph.addWeight(add.input(1) + "/divided", scaledColumns(bias, inverses));
            graph.replace(add.withInputs(List.of(add.input(0), name)));
        }
        return input;
    }

    private static String divided(Graph graph, String input, Weight scales) {
        String factors = graph.addWeight(input + "/channel_factors", inverses(scales));
        String divided = graph.fresh(input + "/divided");
        graph.add(Node.of("Mul", List.of(input, factors), divided));
        return divided;
    }

    private static void multiplyRows(Graph graph, String divided, List<Linear> layers, Weight scales) {
        for (Linear layer : layers) {
            String name = graph.addWeight(layer.weight() + "/scaled", scaledRows(layer.matrix(graph), scales.floats()));
            graph.replace(layer.matMul().withInputs(List.of(divided, name)));
        }
    }

    private static Weight inverses(Weight scales) {
        float[] inverses = scales.floats();
        for (int channel = 0; channel < inverses.length; channel++) {
            inverses[channel] = 1 / inverses[channel];
        }
        return Weight.floats(scales.shape(), inverses);
    }

    private static Weight scaledColumns(Weight matrix, Weight factors) {
        float[] values = matrix.floats();
        float[] scales = factors.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] *= scales[i % scales.length];
        }
        return Weight.floats(matrix.shape(), values);
    }

    private static Weight scaledRows(Weight matrix, float[] scales) {
        float[] values = matrix.floats();
        int width = matrix.size(1);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scales[i / width];
        }
        return Weight.floats(matrix.shape(), values);
    }
}
