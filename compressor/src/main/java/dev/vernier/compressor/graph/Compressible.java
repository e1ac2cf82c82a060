package dev.vernier.compressor.graph;

import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/** What a model must be for passes to understand it. */
final class Compressible {
    private static final int MIN_OPSET = 11;
    private static final int MAX_OPSET = 21;

    private static final Set<String> QUANTIZED = Set.of(
            "QuantizeLinear",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "MatMulInteger",
            "QLinearMatMul",
            "MatMulIntegerToFloat",
            "DynamicQuantizeMatMul",
            "MatMulNBits",
            "QAttention",
            "QGemm",
            "GatherBlockQuantized");

    private Compressible() {}

    /**
     * Checks a graph that was read.
     *
     * @throws GraphException saying what is wrong and what would be right
     */
    static void check(Graph graph) {
        if (graph.opset() < MIN_OPSET || graph.opset() > MAX_OPSET) {
            throw new GraphException("the model uses version " + graph.opset()
                    + " of the standard operators; export it with a version from " + MIN_OPSET + " to " + MAX_OPSET);
        }
        for (Node node : graph.nodes()) {
            if (QUANTIZED.contains(node.op())) {
                throw new GraphException(
                        "the model is already quantised (node " + node + "); start from its fp32 form");
            }
        }
        graph.weights().entrySet().stream()
                .filter(entry -> entry.getValue().type() == WeightType.FLOAT)
                .forEach(Compressible::checkNumbers);
    }

    private static void checkNumbers(Map.Entry<String, Weight> entry) {
        FloatBuffer values = entry.getValue().bytes().asFloatBuffer();
        while (values.hasRemaining()) {
            if (Float.isNaN(values.get())) {
                throw new GraphException("weight " + entry.getKey() + " has a value that is no number");
            }
        }
    }
}
