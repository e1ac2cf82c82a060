package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts one operator, ONNX Runtime's MultiHeadAttention, in the place of what lies between the projections and the output of an
 * attention: heads that are reshaped and turned, the product of queries and keys, scaled and masked, Softmax, the product with the
 * values, turned back. ONNX Runtime fuses attentions itself only where the projections are fp32 layers of their own. Comes last.
 */
public final class AttentionFusion implements Pass {
    private static final List<Long> HEADS_FIRST = List.of(0L, 2L, 1L, 3L);
    private static final List<Long> HEADS_FIRST_TOKENS_LAST = List.of(0L, 2L, 3L, 1L);
    private static final List<Long> LAST_TWO_SWAPPED = List.of(0L, 1L, 3L, 2L);

    @Override
    public String name() {
        return "attention-fusion";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, String> masks = new HashMap<>();
        int fused = 0;
        for (Node softmax : original.nodes()) {
            Attention attention = softmax.is("Softmax") ? attention(original, softmax) : null;
            if (attention != null) {
                attention.putInto(graph, masks);
                fused++;
            }
        }
        if (fused == 0) {
            throw new GraphException("no attention is written as products of heads that are reshaped and turned");
        }
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, JsonNodeFactory.instance.objectNode().put("attentions_fused", fused));
    }

    /**
     * An attention as it was found.
     *
     * @param mask added to the scaled scores, {@code [batch or 1, heads or 1, queries or 1, keys]}; empty when there is none
     * @param output the value {@code [batch, queries, width]} behind it
     */
    private record Attention(Heads query, Heads key, Heads value, float scale, String mask, String output) {
        void putInto(Graph graph, Map<String, String> masks) {
            List<String> inputs = mask.isEmpty()
                    ? List.of(query.whole, key.whole, value.whole)
                    : List.of(
                            query.whole,
                            key.whole,
                            value.whole,
                            "",
                            "",
                            masks.computeIfAbsent(mask, same -> wide(graph)));
            graph.replace(Node.of("MultiHeadAttention", inputs, output)
                    .inDomain(Node.MICROSOFT)
                    .with("num_heads", Attribute.of(query.count))
                    .with("scale", Attribute.of(scale)));
        }

        /** The mask with a row for each query, which the operator wants. */
        private String wide(Graph graph) {
            Emitter emit = new Emitter(graph, mask + "/wide");
            Node sizes = Node.of(
                            "Concat",
                            List.of(
                                    emit.constant("ones", Weight.vector(1, 1)),
                                    length(emit, query.whole),
                                    length(emit, key.whole)),
                            emit.fresh("sizes"))
                    .with("axis", Attribute.of(0));
            return emit.op("Expand", mask, emit.add(sizes));
        }

        private static String length(Emitter emit, String value) {
            return emit.op(
                    "Slice",
                    emit.op("Shape", value),
                    emit.constant("from", Weight.vector(1)),
                    emit.constant("to", Weight.vector(2)));
        }
    }

    /** {@code count} heads, side by side in the value {@code whole}: {@code [batch, tokens, width]}. */
    private record Heads(String whole, long count) {
        static @Nullable Heads of(Graph graph, String value, List<Long> order) {
            Node turned = graph.producer(value);
            Node reshaped = turned == null || !isTurned(turned, order) ? null : graph.producer(turned.input(0));
            Weight shape = reshaped == null || !reshaped.is("Reshape") ? null : graph.weight(reshaped.input(1));
            if (reshaped == null || shape == null || shape.elements() != 4 || shape.longs()[2] < 1) {
                return null;
            }
            return new Heads(reshaped.input(0), shape.longs()[2]);
        }

        /** Those of keys, which are turned once or twice. */
        static @Nullable Heads ofKeys(Graph graph, String value) {
            Node swapped = graph.producer(value);
            return swapped != null && isTurned(swapped, LAST_TWO_SWAPPED)
                    ? of(graph, swapped.input(0), HEADS_FIRST)
                    : of(graph, value, HEADS_FIRST_TOKENS_LAST);
        }
    }

    private static boolean isTurned(Node node, List<Long> order) {
        return node.is("Transpose") && node.intsAttribute("perm").equals(order);
    }

    private static @Nullable Attention attention(Graph graph, Node softmax) {
        long axis = softmax.intAttribute("axis", graph.opset() < 13 ? 1 : -1);
        Node sum = graph.producer(softmax.input(0));
        String mask = "";
        Scaled scores = Scaled.of(graph, softmax.input(0));
        if (sum != null && sum.is("Add")) {
            int place = Scaled.of(graph, sum.input(0)) == null ? 1 : 0;
            scores = Scaled.of(graph, sum.input(place));
            mask = sum.input(1 - place);
        }
        String output = output(graph, softmax);
        if (scores == null || output == null || (axis != -1 && axis != 3)) {
            return null;
        }
        Heads query = Heads.of(graph, scores.product.input(0), HEADS_FIRST);
        Heads key = Heads.ofKeys(graph, scores.product.input(1));
        Node context = graph.soleConsumer(softmax.output());
        Heads value = context == null ? null : Heads.of(graph, context.input(1), HEADS_FIRST);
        if (query == null || key == null || value == null || query.count != key.count || key.count != value.count) {
            return null;
        }
        return new Attention(query, key, value, scores.factor, mask, output);
    }

    /** A product of two values that are no constants, times a constant number. */
    private record Scaled(Node product, float factor) {
        static @Nullable Scaled of(Graph graph, String value) {
            float factor = 1;
            Node node = graph.producer(value);
            while (node != null && (node.is("Mul") || node.is("Div"))) {
                Weight number = graph.weight(node.input(1));
                if (number == null || number.elements() != 1 || number.type() != WeightType.FLOAT) {
                    return null;
                }
                factor = node.is("Mul") ? factor * number.floats()[0] : factor / number.floats()[0];
                node = graph.producer(node.input(0));
            }
            if (node == null || !node.is("MatMul") || graph.isConstant(node.input(1))) {
                return null;
            }
            return new Scaled(node, factor);
        }
    }

    /** What is made of the shares: the values' mean of each head, heads side by side again. */
    private static @Nullable String output(Graph graph, Node softmax) {
        Node context = graph.soleConsumer(softmax.output());
        if (context == null || !context.is("MatMul") || !context.input(0).equals(softmax.output())) {
            return null;
        }
        Node turned = graph.soleConsumer(context.output());
        Node whole = turned == null || !isTurned(turned, HEADS_FIRST) ? null : graph.soleConsumer(turned.output());
        if (whole == null || !whole.is("Reshape")) {
            return null;
        }
        Weight shape = graph.weight(whole.input(1));
        return shape != null && shape.elements() == 3 ? whole.output() : null;
    }
}
