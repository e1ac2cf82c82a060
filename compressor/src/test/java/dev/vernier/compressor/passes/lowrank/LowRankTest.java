package dev.vernier.compressor.passes.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.passes.Fusions;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.compressor.passes.lowrank.LowRank.Allocation;
import dev.vernier.compressor.passes.lowrank.LowRank.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LowRankTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(48, 2);
    private static final Graph EMPTY =
            new Graph("empty", 8, Map.of("", 14), List.of(new ValueSpec("input_ids", WeightType.INT64, List.of())));

    private static Pass.Outcome applied(Method method, int rank) {
        return new LowRank(method, Allocation.EQUAL, new Size(rank, 0.5)).apply(GRAPH, TEXTS);
    }

    @ParameterizedTest
    @EnumSource
    void twoMatricesStandInThePlaceOfOneAndTheOutputKeepsItsName(Method method) {
        Graph graph = applied(method, 8).graph();

        Linear second = Linear.of(graph, Objects.requireNonNull(graph.producer("a.up.product")))
                .orElseThrow();
        assertThat(second.matrix(graph).shape()).containsExactly(8, TinyEncoder.NEURONS);
        assertThat(second.output()).isEqualTo("a.up.sum");
        assertThat(graph.weights()).doesNotContainKeys("a.up", "a.up.bias");
        assertThat(Linear.all(graph)).hasSize(24);
    }

    /** The first block's values read the embedding, which no factor before them changes. */
    @ParameterizedTest
    @EnumSource
    void outputsKeepTheirMeans(Method method) {
        Graph graph = applied(method, 8).graph();
        var sizes = Map.of("a.value.sum", TinyEncoder.WIDTH);
        var before = Objects.requireNonNull(TEXTS.grams(GRAPH, sizes).get("a.value.sum"));
        var after = Objects.requireNonNull(TEXTS.grams(graph, sizes).get("a.value.sum"));

        for (int channel = 0; channel < TinyEncoder.WIDTH; channel++) {
            assertThat(after.mean(channel)).isCloseTo(before.mean(channel), within(1e-5));
        }
    }

    /** A matrix of 32 x 64 is larger than its two factors up to rank 21, one of 32 x 32 up to 15. */
    @Test
    void aMatrixThatWouldNotBeSmallerStaysWhole() {
        Pass.Outcome outcome = applied(Method.SVD, 20);

        assertThat(outcome.facts().get("matmuls_left_whole").asInt()).isEqualTo(8);
        assertThat(outcome.facts().get("ranks")).hasSize(4);
        assertThat(outcome.graph().weights()).containsKey("a.value").doesNotContainKey("a.up");
        assertThatThrownBy(() -> applied(Method.SVD, 22))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no MatMul's weights would be smaller as two");
        assertThatThrownBy(() -> new LowRank(Method.SVD, Allocation.EQUAL, new Size(4, 0.5)).apply(EMPTY, TEXTS))
                .hasMessageContaining("no MatMul with constant fp32 weights");
    }

    @Test
    void allTogetherKeepTheShareOfTheParameters() {
        Graph graph = new LowRank(Method.ACTIVATION_AWARE, Allocation.GREEDY, new Size(0, 0.5))
                .apply(GRAPH, TEXTS)
                .graph();

        assertThat(parameters(graph)).isBetween(parameters(GRAPH) * 4 / 10, parameters(GRAPH) / 2 + 200);
    }

    private static long parameters(Graph graph) {
        return Linear.all(graph).stream()
                .mapToLong(layer -> layer.matrix(graph).elements())
                .sum();
    }

    @Test
    void integersCanFollow() {
        Graph quantized = new Int8Static()
                .apply(applied(Method.ACTIVATION_AWARE, 8).graph(), TEXTS)
                .graph();

        assertThat(Fusions.check(quantized)).containsEntry("MatMulIntegerToFloat", 24);
    }

    @Test
    void fewerTokensThanTheRankAreTooFew() {
        Calibration few = TEXTS.first(1);

        assertThatThrownBy(() ->
                        new LowRank(Method.ACTIVATION_AWARE, Allocation.EQUAL, new Size(9, 0.5)).apply(GRAPH, few))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("factors of rank 9 that go by what layers read need at least as many tokens");
        assertThat(new LowRank(Method.SVD, Allocation.EQUAL, new Size(9, 0.5))
                        .apply(GRAPH, few)
                        .facts()
                        .get("ranks"))
                .hasSize(12);
    }

    @Test
    void aWeightThatIsNoNumberIsRefused() {
        Graph broken = GRAPH.copy();
        float[] values = new float[TinyEncoder.WIDTH * TinyEncoder.WIDTH];
        values[7] = Float.NaN;
        broken.putWeight("b.value", Weight.floats(new long[] {TinyEncoder.WIDTH, TinyEncoder.WIDTH}, values));

        assertThatThrownBy(() -> new LowRank(Method.SVD, Allocation.EQUAL, new Size(8, 0.5)).apply(broken, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no number");
    }
}
