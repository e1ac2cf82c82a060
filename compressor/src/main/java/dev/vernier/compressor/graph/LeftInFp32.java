package dev.vernier.compressor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A large fp32 matrix or tensor that is still in a graph, with what reads it and why no pass that ran has made it smaller.
 *
 * @param shape as in {@code [384, 1536]}
 * @param node the operator and the name of the first node that reads it
 */
public record LeftInFp32(String weight, String shape, long bytes, String node, String reason) {
    /** Smaller weights are not worth a word, nor are vectors of any size. */
    private static final long MIN_BYTES = 4096;

    private static final Set<String> LAYERS = Set.of("LSTM", "GRU", "RNN", "Conv");

    /** All of a graph, in the order of its weights; then what its nodes hold inside. */
    public static List<LeftInFp32> in(Graph graph) {
        List<LeftInFp32> left = new ArrayList<>();
        for (Map.Entry<String, Weight> entry : graph.weights().entrySet()) {
            Weight weight = entry.getValue();
            List<Node> readers = graph.consumers(entry.getKey());
            boolean isLarge = weight.rank() > 1 && weight.byteCount() >= MIN_BYTES;
            if (weight.type() == WeightType.FLOAT && isLarge && !readers.isEmpty()) {
                Node reader = readers.get(0);
                left.add(new LeftInFp32(
                        entry.getKey(),
                        Arrays.toString(weight.shape()),
                        weight.byteCount(),
                        reader.toString(),
                        reason(graph, reader, entry.getKey())));
            }
        }
        graph.nodes().forEach(node -> addOpaque(node, left));
        return left;
    }

    /** Graphs inside nodes stay encoded: nobody knows how much of it is weights. */
    private static void addOpaque(Node node, List<LeftInFp32> left) {
        node.attributes().forEach((name, attribute) -> {
            if (attribute instanceof Attribute.Opaque opaque && opaque.encoded().length() >= MIN_BYTES) {
                left.add(new LeftInFp32(
                        "attribute " + name,
                        "",
                        opaque.encoded().length(),
                        node.toString(),
                        "what is inside an attribute is out of the passes' sight"));
            }
        });
    }

    private static String reason(Graph graph, Node reader, String weight) {
        if (!reader.inputs().contains(weight)) {
            return "it is read in a graph inside the node, out of the passes' sight";
        } else if (reader.note().equals(Heads.NOTE)) {
            return "the head costs nothing and decides the answer";
        } else if (reader.is("Gather") && reader.input(0).equals(weight)) {
            return "a table: the pass embeddings makes it smaller";
        } else if (Linear.of(graph, reader).isPresent()) {
            return "a linear layer that no pass has quantised";
        } else if (reader.is("MatMul")) {
            return "a matrix that is the first factor, or one of a stack";
        } else if (LAYERS.contains(reader.op())) {
            return "a layer that no pass has quantised: int8-dynamic and weight-only do";
        }
        return "no pass knows what " + reader.op() + " does with it";
    }
}
