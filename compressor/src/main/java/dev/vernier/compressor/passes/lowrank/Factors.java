package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Matrices whose product stands in the place of one, in the order in which an input meets them.
 *
 * @param matrices the first {@code [in, rank]}, the last {@code [rank, out]}
 */
public record Factors(List<Weight> matrices) {
    public Factors {
        matrices = List.copyOf(matrices);
    }

    /** {@code left} {@code [in, rank]}, {@code right} {@code [rank, out]}. */
    static Factors of(DMatrixRMaj left, DMatrixRMaj right) {
        return new Factors(List.of(Dense.weight(left), Dense.weight(right)));
    }

    /** The largest rank at which two factors have fewer elements than a matrix {@code [in, out]}. */
    public static int largestSavingRank(int in, int out) {
        return (int) Math.ceil((double) in * out / (in + out)) - 1;
    }

    /** Columns of the first matrix. */
    int rank() {
        return matrices.get(0).size(1);
    }

    /** The product {@code [in, out]}. */
    DMatrixRMaj product() {
        return matrices.stream().map(Dense::of).reduce(Dense::product).orElseThrow();
    }

    /**
     * Puts the factors in the place of a layer's matrix, whose output keeps its name.
     *
     * @param bias the layer's new one; left out where it has none
     */
    void putInto(Graph graph, Linear layer, Weight bias) {
        List<String> names = new ArrayList<>();
        for (Weight matrix : matrices) {
            names.add(graph.addWeight(layer.weight() + "/factor", matrix));
        }
        putInto(graph, layer, names, bias);
    }

    /** The same with matrices that the graph has already. */
    static void putInto(Graph graph, Linear layer, List<String> names, Weight bias) {
        String value = layer.input();
        for (String name : names.subList(0, names.size() - 1)) {
            String next = graph.fresh(layer.matMul().output() + "/factor");
            graph.add(Node.of("MatMul", List.of(value, name), next));
            value = next;
        }
        graph.replace(layer.matMul().withInputs(List.of(value, names.get(names.size() - 1))));
        Node add = layer.bias();
        if (add != null) {
            String name = graph.addWeight(add.input(1) + "/corrected", bias);
            graph.replace(add.withInputs(List.of(add.input(0), name)));
        }
    }
}
