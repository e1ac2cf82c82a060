package dev.vernier.compressor.passes.pruning;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A matrix {@code [in, out]} and the linear layers that multiply with it: one in most models, several where layers share.
 *
 * @param name of the weight
 */
record SharedMatrix(String name, List<Linear> layers) {
    SharedMatrix {
        layers = List.copyOf(layers);
    }

    /** Those of a graph, in its order. */
    static List<SharedMatrix> all(Graph graph) {
        return Linear.all(graph).stream()
                .collect(Collectors.groupingBy(Linear::weight, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> new SharedMatrix(entry.getKey(), entry.getValue()))
                .toList();
    }

    Weight in(Graph graph) {
        return Objects.requireNonNull(graph.weight(name), name);
    }

    private boolean hasBias() {
        return layers.stream().allMatch(layer -> layer.bias() != null);
    }

    /** The second moments of what each layer reads. */
    static Map<String, Gram> moments(Graph graph, List<SharedMatrix> matrices, Calibration calibration) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (SharedMatrix matrix : matrices) {
            matrix.layers.forEach(
                    layer -> sizes.put(layer.input(), matrix.in(graph).size(0)));
        }
        return calibration.grams(graph, sizes);
    }

    /** {@code X'X} of all that is multiplied with the matrix, row by row, with a column of ones in X where there is a bias. */
    double[] moments(Map<String, Gram> ofInputs) {
        List<double[]> parts = layers.stream()
                .map(Linear::input)
                .distinct()
                .map(input -> Objects.requireNonNull(ofInputs.get(input), input))
                .map(gram -> hasBias() ? gram.productsWithOne() : gram.products())
                .toList();
        double[] sum = parts.get(0);
        for (double[] part : parts.subList(1, parts.size())) {
            Arrays.setAll(sum, i -> sum[i] + part[i]);
        }
        if (!Arrays.stream(sum).allMatch(Double::isFinite)) {
            throw new GraphException("what is multiplied with weight " + name + " is no number on the sample texts");
        }
        return sum;
    }

    /** The values, row by row. */
    double[] weights(Graph graph) {
        in(graph).requireFinite(name);
        return in(graph).doubles();
    }

    /** The same, with a row of zeros behind where there is a bias. */
    double[] weightsAndBias(Graph graph) {
        double[] weights = weights(graph);
        return hasBias() ? Arrays.copyOf(weights, weights.length + in(graph).size(1)) : weights;
    }

    /** Gives the layers other values; {@code weights}: row by row, with or without what is to be added to the bias behind. */
    void replace(Graph graph, double[] weights) {
        Weight original = in(graph);
        int matrix = Math.toIntExact(original.elements());
        Weight replacement = Weight.rounded(original.shape(), Arrays.copyOf(weights, matrix));
        String placed = place(graph, name, replacement, layers.size());
        for (Linear layer : layers) {
            graph.replace(layer.matMul().withInputs(List.of(layer.input(), placed)));
            if (weights.length > matrix) {
                addToBias(
                        graph,
                        Objects.requireNonNull(layer.bias()),
                        Arrays.copyOfRange(weights, matrix, weights.length));
            }
        }
    }

    private static void addToBias(Graph graph, Node add, double[] more) {
        Weight bias = Objects.requireNonNull(graph.weight(add.input(1)));
        double[] sum = bias.doubles();
        Arrays.setAll(sum, i -> sum[i] + more[i]);
        String placed = place(graph, add.input(1), Weight.rounded(bias.shape(), sum), 1);
        graph.replace(add.withInputs(List.of(add.input(0), placed)));
    }

    /** Under the name that the weight had, unless others than so many read it too. */
    private static String place(Graph graph, String name, Weight weight, int readers) {
        if (graph.consumers(name).size() > readers) {
            return graph.addWeight(name + "/pruned", weight);
        }
        graph.putWeight(name, weight);
        return name;
    }
}
