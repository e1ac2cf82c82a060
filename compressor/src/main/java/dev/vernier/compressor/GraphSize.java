package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a graph's weights amount to.
 *
 * @param embeddingBytes bytes of the tables that tokens are looked up in
 * @param parameters elements of the weights of rank 2 and more; of floating-point ones only those that are not zero, for a
 *     small weight that rounding has made zero in an integer matrix is still there
 */
record GraphSize(long embeddingBytes, long parameters) {
    static GraphSize of(Graph graph) {
        Set<String> tables = tables(graph);
        long embeddingBytes = 0;
        long parameters = 0;
        for (Map.Entry<String, Weight> entry : graph.weights().entrySet()) {
            Weight weight = entry.getValue();
            if (weight.rank() >= 2 && weight.type() != WeightType.INT64) {
                parameters += weight.type() == WeightType.FLOAT ? nonZero(weight) : weight.elements();
                embeddingBytes += tables.contains(entry.getKey()) ? weight.byteCount() : 0;
            }
        }
        return new GraphSize(embeddingBytes, parameters);
    }

    private static Set<String> tables(Graph graph) {
        Set<String> tables = new HashSet<>();
        for (Node node : graph.nodes()) {
            if (node.is("Gather")) {
                tables.add(node.input(0));
            }
        }
        return tables;
    }

    private static long nonZero(Weight weight) {
        ByteBuffer bytes = weight.bytes();
        long count = 0;
        while (bytes.hasRemaining()) {
            count += bytes.getFloat() == 0 ? 0 : 1;
        }
        return count;
    }
}
