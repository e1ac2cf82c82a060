package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the bias of a linear layer is, or could be, in whatever format the layer is.
 *
 * @param output what the layer produces, its bias added
 * @param place of the bias among the inputs of the node that produces the output; 0 when an Add behind it is needed
 * @param width of the bias
 */
record LayerBias(String output, int place, int width) {
    static final int OF_MATMUL_NBITS = 5;
    private static final int OF_ADD = 1;
    private static final int OF_MATMUL_INTEGER_TO_FLOAT = 6;

    /** Of the layer that produces a value; empty when its last operator is none that a bias can be given to. */
    static Optional<LayerBias> of(Graph graph, String output) {
        Node node = graph.producer(output);
        if (node == null) {
            return Optional.empty();
        }
        return switch (node.op()) {
            case "Add" -> of(output, OF_ADD, graph.weight(node.input(1)), 1);
            case "MatMul" -> of(output, 0, graph.weight(node.input(1)), 2);
            case "MatMulIntegerToFloat" -> of(output, OF_MATMUL_INTEGER_TO_FLOAT, graph.weight(node.input(1)), 2);
            case "MatMulNBits" ->
                Optional.of(new LayerBias(output, OF_MATMUL_NBITS, Math.toIntExact(node.intAttribute("N", 0))));
            default -> Optional.empty();
        };
    }

    private static Optional<LayerBias> of(String output, int place, @Nullable Weight weight, int rank) {
        return weight == null || weight.rank() != rank
                ? Optional.empty()
                : Optional.of(new LayerBias(output, place, weight.size(rank - 1)));
    }

    /** Adds a vector to what the layer produces. */
    void add(Graph graph, double[] more) {
        Node node = Objects.requireNonNull(graph.producer(output));
        String old = place == 0 ? "" : node.input(place);
        double[] bias = old.isEmpty()
                ? new double[width]
                : Objects.requireNonNull(graph.weight(old), old).doubles();
        for (int channel = 0; channel < width; channel++) {
            bias[channel] += more[channel];
        }
        String name = graph.addWeight(
                (old.isEmpty() ? output + "/bias" : old) + "/corrected", Weight.rounded(new long[] {width}, bias));
        if (place == 0) {
            Linear.addBias(graph, node, name, "uncorrected");
        } else {
            List<String> named = new ArrayList<>(node.inputs());
            while (named.size() <= place) {
                named.add("");
            }
            named.set(place, name);
            graph.replace(node.withInputs(named));
        }
    }
}
