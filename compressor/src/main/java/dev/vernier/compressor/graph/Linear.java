package dev.vernier.compressor.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer: a MatMul whose second input is a constant matrix, with the Add of a constant vector behind it if there
 * is one.
 *
 * @param weight the name of the matrix, {@code [in, out]}
 * @param bias the Add, its constant second; null when the layer has no bias
 */
public record Linear(Node matMul, String weight, @Nullable Node bias) {
    /** All linear layers over fp32 matrices, in the graph's order, a head's left out. */
    public static List<Linear> all(Graph graph) {
        return of(graph, graph.nodes());
    }

    /** The linear layers that read a value, a head's left out. */
    public static List<Linear> readers(Graph graph, String value) {
        return of(graph, graph.consumers(value));
    }

    private static List<Linear> of(Graph graph, List<Node> nodes) {
        return nodes.stream()
                .filter(node -> !node.note().equals(Heads.NOTE))
                .flatMap(node -> of(graph, node).stream())
                .toList();
    }

    /** The linear layer that this node is the MatMul of. */
    public static Optional<Linear> of(Graph graph, Node node) {
        Weight matrix = graph.weight(node.input(1));
        if (!node.is("MatMul") || matrix == null || matrix.rank() != 2 || matrix.type() != WeightType.FLOAT) {
            return Optional.empty();
        }
        return Optional.of(new Linear(node, node.input(1), bias(graph, node, matrix.size(1))));
    }

    private static @Nullable Node bias(Graph graph, Node matMul, int width) {
        Node add = graph.soleConsumer(matMul.output());
        if (add == null || !add.is("Add")) {
            return null;
        }
        Weight vector = graph.weight(add.input(1));
        return vector != null && vector.rank() == 1 && vector.size(0) == width ? add : null;
    }

    /** The matrix {@code [in, out]}, in the graph that the layer is of. */
    public Weight matrix(Graph graph) {
        return Objects.requireNonNull(graph.weight(weight), weight);
    }

    /** The value that the layer reads. */
    public String input() {
        return matMul.input(0);
    }

    /** The value that the layer produces, its bias added. */
    public String output() {
        return bias == null ? matMul.output() : bias.output();
    }

    /** The name of the bias vector; null when there is none. */
    public @Nullable String biasWeight() {
        return bias == null ? null : bias.input(1);
    }

    /**
     * Gives the layer other weights, under new names, for the old ones may be shared.
     *
     * @param suffix of the new names
     * @param newBias left out where the layer has none
     */
    public void replaceWeights(Graph graph, String suffix, Weight newMatrix, @Nullable Weight newBias) {
        String name = graph.addWeight(weight + "/" + suffix, newMatrix);
        graph.replace(matMul.withInputs(List.of(matMul.input(0), name)));
        if (bias != null && newBias != null) {
            String biasName = graph.addWeight(bias.input(1) + "/" + suffix, newBias);
            graph.replace(bias.withInputs(List.of(bias.input(0), biasName)));
        }
    }

    /** The matrix with the bias as one more row behind it, zeros where there is none: {@code [in + 1, out]}, row by row. */
    public double[] affine(Graph graph) {
        double[] matrix = matrix(graph).doubles();
        int outputs = matrix(graph).size(1);
        double[] all = Arrays.copyOf(matrix, matrix.length + outputs);
        if (bias != null) {
            double[] vector =
                    Objects.requireNonNull(graph.weight(bias.input(1))).doubles();
            System.arraycopy(vector, 0, all, matrix.length, outputs);
        }
        return all;
    }

    /** As {@link #replaceWeights}, of what {@link #affine} gives; a layer without a bias gains one that is not 0. */
    public void replaceAffine(Graph graph, String suffix, double[] affine) {
        int outputs = matrix(graph).size(1);
        int end = affine.length - outputs;
        Weight matrix = Weight.rounded(new long[] {end / outputs, outputs}, Arrays.copyOf(affine, end));
        double[] vector = Arrays.copyOfRange(affine, end, affine.length);
        Weight newBias = Weight.rounded(new long[] {outputs}, vector);
        replaceWeights(graph, suffix, matrix, newBias);
        if (bias == null && Arrays.stream(vector).anyMatch(value -> value != 0)) {
            Node product = Objects.requireNonNull(graph.producer(matMul.output()));
            addBias(graph, product, graph.addWeight(weight + "/bias", newBias), suffix);
        }
    }

    /** Puts a bias behind a MatMul that has none: its value is the sum now, and the product has another name. */
    public static void addBias(Graph graph, Node matMul, String bias, String suffix) {
        String product = graph.fresh(matMul.output() + "/" + suffix);
        graph.remove(matMul);
        graph.add(Node.of("MatMul", matMul.inputs(), product));
        graph.add(Node.of("Add", List.of(product, bias), matMul.output()));
    }
}
