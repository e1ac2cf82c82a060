package dev.vernier.compressor.graph;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings graphs of different exporters into one form, without changing what they compute: constants are weights, no
 * Identity or Dropout, the constant of an Add or Mul is its second input (ONNX Runtime's attention fusion wants it so),
 * Gemm is MatMul and Add, the bias of ONNX Runtime's activations is an Add in front, no dead nodes.
 */
public final class Normalization {
    private Normalization() {}

    /**
     * The normalised copy of a graph.
     *
     * @throws GraphException when the graph cannot be compressed: its operators are too old or too new, it is quantised
     *     already, or a weight is no number
     */
    public static Graph apply(Graph original) {
        Compressible.check(original);
        return form(original);
    }

    /** The same for a graph that is only looked at, and so may be quantised already. */
    public static Graph form(Graph original) {
        Graph graph = original.copy();
        for (Node unchanged : original.nodes()) {
            Node node = Objects.requireNonNull(graph.producer(unchanged.output()));
            switch (node.domain().isEmpty() ? node.op() : node.domain() + "." + node.op()) {
                case "Constant" -> toWeight(graph, node);
                case "Identity" -> bypass(graph, node);
                case "Dropout" -> bypassDropout(graph, node);
                case "Gemm" -> splitGemm(graph, node);
                case "com.microsoft.BiasGelu" -> splitBias(graph, node, "Gelu");
                case "com.microsoft.FastGelu" -> splitBias(graph, node, "FastGelu");
                default -> {}
            }
        }
        graph.nodes().forEach(node -> constantSecond(graph, node));
        ReshapeFolding.apply(graph);
        graph.removeDead();
        graph.sort();
        return graph;
    }

    private static void toWeight(Graph graph, Node node) {
        Weight weight = constant(node);
        if (weight != null && !graph.isOutput(node.output())) {
            graph.remove(node);
            graph.putWeight(node.output(), weight);
        }
    }

    private static @Nullable Weight constant(Node node) {
        Attribute value = node.attributes().size() == 1
                ? node.attributes().values().iterator().next()
                : null;
        if (value instanceof Attribute.Tensor tensor) {
            return tensor.value();
        } else if (value instanceof Attribute.Int number) {
            return Weight.longs(new long[0], number.value());
        } else if (value instanceof Attribute.Real number) {
            return Weight.scalar(number.value());
        } else if (value instanceof Attribute.Ints numbers) {
            return Weight.vector(
                    numbers.values().stream().mapToLong(Long::longValue).toArray());
        }
        return null;
    }

    private static void bypass(Graph graph, Node node) {
        if (graph.replaceUses(node.output(), node.input(0))) {
            graph.remove(node);
        }
    }

    private static void bypassDropout(Graph graph, Node node) {
        boolean isMaskRead = node.outputs().stream()
                .skip(1)
                .anyMatch(mask -> !graph.consumers(mask).isEmpty());
        if (!isMaskRead) {
            bypass(graph, node);
        }
    }

    /** Only the plain form alpha = beta = 1 without transposed A, over a constant B, as exporters write linear layers. */
    private static void splitGemm(Graph graph, Node node) {
        Weight b = graph.weight(node.input(1));
        if (b == null
                || b.type() != WeightType.FLOAT
                || node.intAttribute("transA", 0) != 0
                || node.realAttribute("alpha", 1) != 1
                || node.realAttribute("beta", 1) != 1) {
            return;
        }
        String matrix = node.intAttribute("transB", 0) == 0
                ? node.input(1)
                : graph.addWeight(node.input(1) + "/transposed", transposed(b));
        List<String> factors = List.of(node.input(0), matrix);
        if (node.input(2).isEmpty()) {
            graph.replace(Node.of("MatMul", factors, node.output()));
            return;
        }
        String product = graph.fresh(node.output() + "/MatMul");
        graph.add(Node.of("MatMul", factors, product));
        graph.replace(Node.of("Add", List.of(product, node.input(2)), node.output()));
    }

    /** The bias belongs to the layer in front, where passes look for it; ONNX Runtime puts it back. */
    private static void splitBias(Graph graph, Node node, String activation) {
        if (node.input(1).isEmpty()) {
            return;
        }
        String sum = graph.fresh(node.output() + "/Add");
        graph.add(Node.of("Add", node.inputs(), sum));
        graph.replace(Node.of(activation, List.of(sum), node.output()).inDomain(Node.MICROSOFT));
    }

    static Weight transposed(Weight matrix) {
        int rows = matrix.size(0);
        int columns = matrix.size(1);
        float[] from = matrix.floats();
        float[] to = new float[from.length];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                to[column * rows + row] = from[row * columns + column];
            }
        }
        return Weight.floats(new long[] {columns, rows}, to);
    }

    private static void constantSecond(Graph graph, Node node) {
        boolean isCommutative = node.is("Add") || node.is("Mul");
        if (isCommutative && graph.isConstant(node.input(0)) && !graph.isConstant(node.input(1))) {
            graph.replace(node.withInputs(List.of(node.input(1), node.input(0))));
        }
    }
}
