package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.calibrate.ValueErrors;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.ValueSpec.Axis;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GraphDiffTest {
    /** Two layers behind a table of two rows, (3, 4) and (0, 0); the matrices are multiples of the identity. */
    private static Graph graph(float first, float second) {
        Graph graph = new Graph(
                "g",
                8,
                Map.of("", 13),
                List.of(new ValueSpec("input_ids", WeightType.INT64, List.of(Axis.free("b"), Axis.free("s")))));
        graph.putWeight("table", Weight.floats(new long[] {2, 2}, new float[] {3, 4, 0, 0}));
        graph.putWeight("first", Weight.floats(new long[] {2, 2}, new float[] {first, 0, 0, first}));
        graph.putWeight("second", Weight.floats(new long[] {2, 2}, new float[] {second, 0, 0, second}));
        graph.add(Node.of("Gather", List.of("table", "input_ids"), "x"));
        graph.add(Node.of("MatMul", List.of("x", "first"), "y"));
        graph.add(Node.of("MatMul", List.of("y", "second"), "z"));
        graph.addOutput(new ValueSpec("z", WeightType.FLOAT, null));
        return graph;
    }

    @Test
    void layersWhoseMatrixIsTheSameAreTold() {
        GraphDiff diff = GraphDiff.of(graph(1, 2), graph(1, 2.5f));
        assertThat(diff.operators()).isEmpty();
        assertThat(diff.layers())
                .containsExactly(
                        new GraphDiff.Layer("y", "[2, 2]", "MatMul", true),
                        new GraphDiff.Layer("z", "[2, 2]", "MatMul", false));
    }

    @Test
    void operatorsThatCameOrWentAreCounted() {
        Graph other = graph(1, 1);
        other.remove(Objects.requireNonNull(other.producer("y")));
        other.add(Node.of("Tanh", List.of("x"), "t"));
        other.add(Node.of("Tanh", List.of("t"), "u"));
        other.replace(Node.of("MatMul", List.of("u", "second"), "z"));
        GraphDiff diff = GraphDiff.of(graph(1, 1), other);
        assertThat(diff.operators())
                .containsOnly(
                        Map.entry("MatMul", new GraphDiff.Change(2, 1)), Map.entry("Tanh", new GraphDiff.Change(0, 2)));
        assertThat(diff.layers().get(0)).isEqualTo(new GraphDiff.Layer("y", "[2, 2]", null, false));
        assertThat(diff.values(graph(1, 1), other)).containsExactly("z");
    }

    @Test
    void theErrorOfALayerIsRelativeAndHoldsThatOfThoseBefore() {
        Graph a = graph(1, 2);
        Graph b = graph(1.5f, 2);
        List<Encoding> texts = List.of(new Encoding(new int[] {0, 1}, 2, 2), new Encoding(new int[] {1}, 1, 1));
        GraphDiff diff = GraphDiff.of(a, b);
        assertThat(ValueErrors.of(a, b, diff.values(a, b), texts))
                .containsOnly(Map.entry("y", 0.5), Map.entry("z", 0.5));
        assertThat(ValueErrors.of(a, a, List.of("y"), texts)).containsOnly(Map.entry("y", 0.0));
    }
}
