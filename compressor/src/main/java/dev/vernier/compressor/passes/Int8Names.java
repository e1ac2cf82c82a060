package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Weight;
import java.util.Objects;

/** The names under which a graph holds a matrix in 8 bits; layers that share the matrix share these too. */
record Int8Names(String values, String scales) {
    static Int8Names of(Graph graph, String weight) {
        Int8Names names = new Int8Names(weight + "/int8", weight + "/int8_scale");
        if (!graph.isConstant(names.values())) {
            Weight original = Objects.requireNonNull(graph.weight(weight));
            Int8Matrix matrix = Int8Matrix.of(weight, original);
            graph.putWeight(names.values(), matrix.values());
            graph.putWeight(names.scales(), matrix.scales());
        }
        return names;
    }
}
