package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Numbers by which the channels of what a linear layer reads are divided, and the matching rows of its matrix multiplied,
 * which changes nothing in fp32.
 *
 * <p>Behind attention the division moves into the layer that makes the values, for what lies between is linear. Elsewhere it
 * is one multiplication by a constant vector in front of the layer: it cannot move into a LayerNormalization, for the
 * residual connection reads that one's output too, nor through a GELU.
 *
 * @param values the divisors {@code [channels]}
 * @param alpha the exponent that they were made with
 * @param error squared error of the outputs of all layers that read the activation, for a token
 * @param errorUnscaled the same without dividing
 */
record ChannelScales(Weight values, double alpha, double error, double errorUnscaled) {
    /** Divisors that change nothing. */
    static float[] ones(int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return ones;
    }

    /**
     * Divides an activation of a graph where that pays.
     *
     * @param worthwhile the share of the error without dividing below which it pays
     * @return what was done, for the card
     */
    ObjectNode putInto(Graph graph, String input, double worthwhile) {
        String form = error < worthwhile * errorUnscaled ? divide(graph, input) : "none";
        return JsonNodeFactory.instance
                .objectNode()
                .put("tensor", input)
                .put("error_before", errorUnscaled)
                .put("error_after", error)
                .put("alpha", alpha)
                .put("form", form);
    }

    private String divide(Graph graph, String input) {
        List<Linear> layers = Linear.readers(graph, input);
        Linear producer = producer(graph, layers);
        String divided =
                producer == null ? divided(graph, input, values) : divideValues(graph, input, producer, values);
        multiplyRows(graph, divided, layers, values);
        return producer == null ? "multiplied" : "folded";
    }

    /** The layer that makes the values of the attention in front of this layer; null when the division cannot go there. */
    private static @Nullable Linear producer(Graph graph, List<Linear> layers) {
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
        rename(graph, values.output());
        return input;
    }

    /** Values that are no longer what they were have another name: what compares a layer with the reference's goes by it. */
    private static void rename(Graph graph, String value) {
        Node producer = Objects.requireNonNull(graph.producer(value));
        String name = graph.fresh(value + "/divided");
        graph.remove(producer);
        graph.add(producer.withOutputs(List.of(name)));
        graph.replaceUses(value, name);
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

    /** The matrix {@code [channels, out]} with its rows multiplied. */
    static Weight scaledRows(Weight matrix, float[] scales) {
        float[] values = matrix.floats();
        int width = matrix.size(1);
        for (int i = 0; i < values.length; i++) {
            values[i] *= scales[i / width];
        }
        return Weight.floats(matrix.shape(), values);
    }
}
