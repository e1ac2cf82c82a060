package dev.vernier.compressor.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormalizationTest {
    private static final List<ValueSpec> X =
            List.of(new ValueSpec("x", WeightType.FLOAT, List.of(ValueSpec.Axis.free("n"))));

    private final Graph graph = new Graph("tiny", 7, Map.of("", 11), X);

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

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21})
    void takesOperatorsOfTheseVersions(int version) {
        assertThat(Normalization.apply(OnnxReader.read(OnnxWriter.bytes(ofVersion(version))))
                        .opset())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 22, 1000})
    void refusesOperatorsOfAVersionItDoesNotKnow(int version) {
        assertThatThrownBy(() -> Normalization.apply(ofVersion(version)))
                .isInstanceOf(GraphException.class)
                .hasMessage("the model uses version " + version
                        + " of the standard operators; export it with a version from 11 to 21");
    }

    private static Graph ofVersion(int version) {
        Graph graph = new Graph("of a version", 7, Map.of("", version), X);
        graph.add(Node.of("Neg", List.of("x"), "y"));
        graph.addOutput(new ValueSpec("y", WeightType.FLOAT, null));
        return graph;
    }

    @Test
    void putsTheBiasOfAnActivationInFrontOfIt() {
        graph.putWeight("bias", Weight.floats(new long[] {2}, 1, 2));
        graph.add(Node.of("BiasGelu", List.of("x", "bias"), "a").inDomain(Node.MICROSOFT));
        graph.add(Node.of("FastGelu", List.of("a", "bias"), "b").inDomain(Node.MICROSOFT));
        graph.add(Node.of("FastGelu", List.of("b"), "y").inDomain(Node.MICROSOFT));

        Graph normal = normalized();

        assertThat(normal.nodes())
                .extracting(Node::toString, Node::inputs)
                .containsExactly(
                        tuple("Add a/Add", List.of("x", "bias")),
                        tuple("Gelu a", List.of("a/Add")),
                        tuple("Add b/Add", List.of("a", "bias")),
                        tuple("FastGelu b", List.of("b/Add")),
                        tuple("FastGelu y", List.of("b")));
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
