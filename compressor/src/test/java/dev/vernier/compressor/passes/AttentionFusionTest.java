package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttentionFusionTest {
    private static final Calibration TEXTS = new Calibration(List.of(new Encoding(new int[] {0, 1}, 2, 2)), 1);

    /** The first word asks for nothing, so it gets the mean; the second gets e^4 / (1 + e^4) and e / (1 + e) of itself. */
    @Test
    void eachHeadAsksForItself() {
        Graph fused = new AttentionFusion().apply(attention(1), TEXTS).graph();

        assertThat(fused.nodes()).extracting(Node::op).containsExactly("Gather", "MultiHeadAttention");
        assertThat(TEXTS.outputs(fused)[0]).containsExactly(new float[] {1, 0.5f, 1.964028f, 0.731059f}, within(1e-5f));
    }

    /** Of a quarter of the scores e / (1 + e) and e^(1/4) / (1 + e^(1/4)). */
    @Test
    void scoresAreScaledAsTheyWere() {
        Graph fused = new AttentionFusion().apply(attention(0.25f), TEXTS).graph();

        assertThat(TEXTS.outputs(fused)[0]).containsExactly(new float[] {1, 0.5f, 1.462117f, 0.562177f}, within(1e-5f));
    }

    @Test
    void whatIsWrittenOtherwiseIsRefused() {
        assertThatThrownBy(() -> new AttentionFusion().apply(TinyEncoder.graph(), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessage("no attention is written as products of heads that are reshaped and turned");
    }

    /** Two heads of one channel; queries, keys and values are the words: (0, 0) and (2, 1). */
    private static Graph attention(float scale) {
        ValueSpec ids =
                new ValueSpec("input_ids", WeightType.INT64, List.of(Axis.free("batch"), Axis.free("sequence")));
        Graph graph = new Graph("attention", 8, Map.of("", 14), List.of(ids));
        graph.putWeight("table", Weight.floats(new long[] {2, 2}, 0, 0, 2, 1));
        graph.putWeight("apart", Weight.vector(0, 0, 2, 1));
        graph.putWeight("beside", Weight.vector(0, 0, 2));
        graph.putWeight("scale", Weight.scalar(scale));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "words"));
        graph.add(Node.of("Reshape", List.of("words", "apart"), "heads"));
        graph.add(turned("heads", "queries", 0, 2, 1, 3));
        graph.add(turned("heads", "keys", 0, 2, 3, 1));
        graph.add(turned("heads", "values", 0, 2, 1, 3));
        graph.add(Node.of("MatMul", List.of("queries", "keys"), "products"));
        graph.add(Node.of("Mul", List.of("products", "scale"), "scores"));
        graph.add(Node.of("Softmax", List.of("scores"), "shares").with("axis", Attribute.of(-1)));
        graph.add(Node.of("MatMul", List.of("shares", "values"), "means"));
        graph.add(turned("means", "back", 0, 2, 1, 3));
        graph.add(Node.of("Reshape", List.of("back", "beside"), "whole"));
        graph.addOutput(new ValueSpec("whole", WeightType.FLOAT, null));
        return graph;
    }

    private static Node turned(String input, String output, long... order) {
        return Node.of("Transpose", List.of(input), output).with("perm", Attribute.of(order));
    }
}
