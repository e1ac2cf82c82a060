package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a graph's weights amount to.
 *
 * @param embeddingBytes bytes of the tables that tokens are looked up in
 * @param parameters elements of the weights of rank 2 and more; of floating-point ones only those that are not zero, for a
 *     small weight that rounding has made zero in an integer matrix is still there; scales and zero points do not count
 */
record GraphSize(long embeddingBytes, long parameters) {
    static GraphSize of(Graph graph) {
        Set<String> tables = tables(graph);
        Map<String, Long> packed = packed(graph);
        long embeddingBytes = 0;
        long parameters = 0;
        for (Map.Entry<String, Weight> entry : graph.weights().entrySet()) {
            Weight weight = entry.getValue();
            embeddingBytes += tables.contains(entry.getKey()) ? weight.byteCount() : 0;
            if (weight.rank() >= 2 && weight.type() != WeightType.INT64) {
                Long known = packed.get(entry.getKey());
                parameters += known == null ? parameters(weight) : known;
            }
        }
        return new GraphSize(embeddingBytes, parameters);
    }

    private static Set<String> tables(Graph graph) {
        Set<String> tables = new HashSet<>();
        for (Node node : graph.nodes()) {
            Weight looked = graph.weight(node.input(0));
            if (node.is("Gather") && looked != null && looked.rank() >= 2) {
                tables.add(node.input(0));
            } else if (node.op().equals("GatherBlockQuantized")) {
                tables.addAll(List.of(node.input(0), node.input(2), node.input(3)));
            }
        }
        return tables;
    }

    /** How many parameters are in weights of which one element holds several, or that only belong to others: 0. */
    private static Map<String, Long> packed(Graph graph) {
        Map<String, Long> packed = new HashMap<>();
        for (Node node : graph.nodes()) {
            if (node.op().equals("MatMulNBits")) {
                packed.put(node.input(1), node.intAttribute("K", 0) * node.intAttribute("N", 0));
            } else if (node.op().equals("GatherBlockQuantized")) {
                Weight table = graph.weight(node.input(0));
                packed.put(node.input(0), table == null ? 0 : table.elements() * 8 / node.intAttribute("bits", 8));
                packed.put(node.input(2), 0L);
                packed.put(node.input(3), 0L);
            }
        }
        return packed;
    }

    private static long parameters(Weight weight) {
        return weight.type() == WeightType.FLOAT ? nonZero(weight) : weight.elements();
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
