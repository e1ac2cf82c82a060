package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.GraphSession;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What ONNX Runtime makes of a quantised graph. Operators that it fails to fuse still compute the right answer, only many
 * times slower, so a graph with one left is an error.
 */
public final class Fusions {
    private static final Set<String> UNFUSED =
            Set.of("MatMulInteger", "QLinearMatMul", "DequantizeLinear", "ConvInteger");

    private Fusions() {}

    /**
     * Counts the operators of the optimised graph.
     *
     * @throws UnfusedException when a quantised operator was not fused; the message names it
     */
    public static Map<String, Integer> check(Graph graph) {
        Graph optimized = GraphSession.optimized(graph);
        List<Node> nodes = optimized.nodes();
        List<Node> unfused = nodes.stream()
                .filter(node -> UNFUSED.contains(node.op()) && !isConvolved(optimized, node))
                .toList();
        if (!unfused.isEmpty()) {
            throw new UnfusedException("ONNX Runtime did not fuse " + unfused.size() + " of the quantised operators: "
                    + unfused.stream().limit(5).map(Node::toString).collect(Collectors.joining(", ")));
        }
        Map<String, Integer> histogram = new TreeMap<>();
        nodes.forEach(node -> histogram.merge(node.op(), 1, Integer::sum));
        return histogram;
    }

    /** A convolution in integers is whole: what turns its output into fp32 has nothing to be fused with. */
    private static boolean isConvolved(Graph graph, Node node) {
        Node source = graph.producer(node.input(0));
        return node.is("DequantizeLinear") && source != null && source.op().equals("QLinearConv");
    }
}
