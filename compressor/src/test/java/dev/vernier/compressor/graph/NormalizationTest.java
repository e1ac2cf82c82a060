package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormalizationTest {
    private final Graph graph = new Graph(
            "tiny",
            7,
            Map.of("", 11),
            List.of(new ValueSpec("x", WeightType.FLOAT, List.of(ValueSpec.Axis.free("n")))));

    @Test
    void turnsConstantsIntoWeights() {
        graph.add(Node.of("Constant", List.of(), "c").with("value", new Attribute.Tensor(Weight.scalar(3))));
        graph.add(Node.of("Add", List.of("x", "c"), "y"));

        Graph normal = normalized();

        assertThat(normal.nodes()).extracting(Node::op).containsExactly("Add");
        assertThat(weight(normal, "c").floats()).containsExactly(3);
    }

    @Test
    void putsTheConstantOfAnAddBehind() {
        graph.putWeight("bias", Weight.scalar(1));
        graph.add(Node.of("Add", List.of("bias", "x"), "y"));

        assertThat(normalized().nodes().get(0).inputs()).containsExactly("x", "bias");
    }

    @Test
    void dropsChainsOfIdentityAndDropout() {
        graph.add(Node.of("Identity", List.of("x"), "a"));
        graph.add(Node.of("Dropout", List.of("a"), "b").withOutputs(List.of("b", "mask")));
        graph.add(Node.of("Identity", List.of("b"), "c"));
        graph.add(Node.of("Neg", List.of("c"), "y"));

        Graph normal = normalized();

        assertThat(normal.nodes()).extracting(Node::inputs).containsExactly(List.of("x"));
    }

    @Test
    void keepsAnIdentityThatProducesAnOutput() {
        graph.add(Node.of("Neg", List.of("x"), "a"));
        graph.add(Node.of("Identity", List.of("a"), "y"));

        assertThat(normalized().nodes()).extracting(Node::op).containsExactly("Neg", "Identity");
    }

    @Test
    void splitsATransposedGemmIntoMatMulAndAdd() {
        graph.putWeight("w", Weight.floats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6));
        graph.putWeight("bias", Weight.floats(new long[] {2}, 7, 8));
        graph.add(Node.of("Gemm", List.of("x", "w", "bias"), "y").with("transB", Attribute.of(1)));

        Graph normal = normalized();

        assertThat(normal.nodes()).extracting(Node::op).containsExactly("MatMul", "Add");
        Weight matrix = weight(normal, normal.nodes().get(0).input(1));
        assertThat(matrix.shape()).containsExactly(3, 2);
        assertThat(matrix.floats()).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void leavesAScaledGemmAlone() {
        graph.putWeight("w", Weight.floats(new long[] {1, 1}, 1));
        graph.add(Node.of("Gemm", List.of("x", "w"), "y").with("alpha", Attribute.of(0.5f)));

        assertThat(normalized().nodes()).extracting(Node::op).containsExactly("Gemm");
    }

    @Test
    void foldsAShapeThatCopiesTheSizesOfItsOwnTensor() {
        graph.putWeight("heads", Weight.vector(12));
        graph.putWeight("zero", Weight.longs(new long[0], 0));
        graph.add(Node.of("Shape", List.of("x"), "shape"));
        graph.add(Node.of("Gather", List.of("shape", "zero"), "batch"));
        graph.add(Node.of("Unsqueeze", List.of("batch"), "size").with("axes", Attribute.of(new long[] {0})));
        graph.add(Node.of("Concat", List.of("size", "heads"), "sizes").with("axis", Attribute.of(0)));
        graph.add(Node.of("Reshape", List.of("x", "sizes"), "y"));

        Graph normal = normalized();

        assertThat(normal.nodes()).extracting(Node::op).containsExactly("Reshape");
        assertThat(weight(normal, normal.nodes().get(0).input(1)).longs()).containsExactly(0, 12);
    }

    @Test
    void refusesOperatorsOfAVersionItDoesNotKnow() {
        Graph old = new Graph("old", 7, Map.of("", 10), List.of());

        assertThatThrownBy(() -> Normalization.apply(old))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("version 10")
                .hasMessageContaining("from 11 to 21");
    }

    @Test
    void refusesAModelThatIsAlreadyQuantized() {
        graph.add(Node.of("DynamicQuantizeLinear", List.of("x"), "q"));

        assertThatThrownBy(this::normalized)
                .hasMessageContaining("already quantised")
                .hasMessageContaining("DynamicQuantizeLinear q");
    }

    @Test
    void refusesAWeightThatIsNoNumber() {
        graph.putWeight("w", Weight.scalar(Float.NaN));
        graph.add(Node.of("Add", List.of("x", "w"), "y"));

        assertThatThrownBy(this::normalized).hasMessageContaining("weight w");
    }

    private Graph normalized() {
        graph.addOutput(new ValueSpec("y", WeightType.FLOAT, null));
        return Normalization.apply(graph);
    }

    private static Weight weight(Graph graph, String name) {
        Weight weight = graph.weight(name);
        if (weight == null) {
            throw new AssertionError("no weight " + name);
        }
        return weight;
    }
}
