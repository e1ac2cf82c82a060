package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two graphs of one model. A layer of the first is known in the second by the name of its output,
 * which passes keep.
 *
 * @param operators those whose numbers differ, each with the two numbers
 * @param layers the linear layers of the first graph, in its order
 */
record GraphDiff(Map<String, Change> operators, List<Layer> layers) {
    /** A number in the one graph and in the other. */
    record Change(int from, int to) {}

    /**
     * A linear layer.
     *
     * @param output the name of the value that it produces
     * @param shape of its matrix
     * @param operator what multiplies in the second graph; null where the value is not in it
     * @param isSame whether the matrix is the same to the last bit
     */
    record Layer(String output, String shape, @Nullable String operator, boolean isSame) {}

    GraphDiff {
        operators = Map.copyOf(operators);
        layers = List.copyOf(layers);
    }

    static GraphDiff of(Graph a, Graph b) {
        Map<String, Integer> before = counts(a);
        Map<String, Integer> after = counts(b);
        Map<String, Change> operators = new TreeMap<>();
        Set<String> all = new TreeSet<>(before.keySet());
        all.addAll(after.keySet());
        for (String operator : all) {
            Change change = new Change(before.getOrDefault(operator, 0), after.getOrDefault(operator, 0));
            if (change.from != change.to) {
                operators.put(operator, change);
            }
        }
        List<Layer> layers =
                Linear.all(a).stream().map(layer -> layer(a, b, layer)).toList();
        return new GraphDiff(operators, layers);
    }

    /** Values that can be compared: the layers' outputs that both graphs have, and the outputs of the graphs. */
    List<String> values(Graph a, Graph b) {
        List<String> values = new ArrayList<>();
        layers.stream()
                .filter(layer -> layer.operator != null)
                .map(Layer::output)
                .forEach(values::add);
        a.outputs().stream()
                .map(ValueSpec::name)
                .filter(name -> b.isOutput(name) && !values.contains(name))
                .forEach(values::add);
        return values;
    }

    private static Layer layer(Graph a, Graph b, Linear layer) {
        Weight matrix = layer.matrix(a);
        Node multiplier = multiplier(b, layer.output());
        Weight other = multiplier == null ? null : b.weight(multiplier.input(1));
        return new Layer(
                layer.output(),
                Arrays.toString(matrix.shape()),
                multiplier == null ? null : multiplier.op(),
                other != null && other.type() == matrix.type() && other.bytes().equals(matrix.bytes()));
    }

    /** The operator that multiplies: above a value, behind what adds, scales and converts. */
    private static @Nullable Node multiplier(Graph graph, String value) {
        Node node = graph.producer(value);
        while (node != null && !node.op().contains("MatMul")) {
            node = Set.of("Add", "Mul", "Cast", "DequantizeLinear").contains(node.op())
                    ? graph.producer(node.input(0))
                    : null;
        }
        return node;
    }

    private static Map<String, Integer> counts(Graph graph) {
        Map<String, Integer> counts = new TreeMap<>();
        graph.nodes().forEach(node -> counts.merge(node.op(), 1, Integer::sum));
        return counts;
    }
}
