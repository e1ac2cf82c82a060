package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Levels;
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
 * @param parameters elements of the weights of rank 2 and more that are not zero, integers counted from their zero points; scales
 *     and zero points themselves do not count
 */
record GraphSize(long embeddingBytes, long parameters) {
    static GraphSize of(Graph graph) {
        Set<String> tables = tables(graph);
        Map<String, Long> quantized = quantized(graph);
        long embeddingBytes = 0;
        long parameters = 0;
        for (Map.Entry<String, Weight> entry : graph.weights().entrySet()) {
            Weight weight = entry.getValue();
            embeddingBytes += tables.contains(entry.getKey()) ? weight.byteCount() : 0;
            if (weight.rank() >= 2 && weight.type() != WeightType.INT64) {
                Long known = quantized.get(entry.getKey());
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

    /** How many parameters are in weights that stand for others, or that only belong to such: 0. */
    private static Map<String, Long> quantized(Graph graph) {
        Map<String, Long> quantized = new HashMap<>();
        for (Node node : graph.nodes()) {
            Levels.of(graph, node).ifPresent(levels -> quantized.put(levels.name(), levels.nonZero()));
            if (node.is("BitShift")) {
                Weight planes = graph.weight(node.input(0));
                quantized.put(node.input(0), planes == null ? 0 : planes.elements() * Byte.SIZE / planes.size(0));
            }
            if (node.op().equals("GatherBlockQuantized")) {
                quantized.put(node.input(2), 0L);
                quantized.put(node.input(3), 0L);
            }
        }
        return quantized;
    }

    private static long parameters(Weight weight) {
        return switch (weight.type()) {
            case FLOAT, FLOAT16, BFLOAT16 -> nonZero(weight);
            default -> weight.elements();
        };
    }

    /** All bits but the sign's are 0 in a floating-point zero. */
    private static long nonZero(Weight weight) {
        ByteBuffer bytes = weight.bytes();
        boolean isSingle = weight.type() == WeightType.FLOAT;
        long count = 0;
        while (bytes.hasRemaining()) {
            count += (isSingle ? bytes.getInt() << 1 : bytes.getShort() << 17) == 0 ? 0 : 1;
        }
        return count;
    }
}
