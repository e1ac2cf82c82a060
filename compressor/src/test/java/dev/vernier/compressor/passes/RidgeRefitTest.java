package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.lowrank.LowRank;
import dev.vernier.compressor.passes.lowrank.LowRank.Allocation;
import dev.vernier.compressor.passes.lowrank.LowRank.Method;
import dev.vernier.compressor.passes.lowrank.Size;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** No golden digest: behind the first layers that were fitted, activations are no longer exact in fp32. */
class RidgeRefitTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(200, 2).towards(GRAPH);

    private static Graph lowRank(int rank) {
        return new LowRank(Method.ACTIVATION_AWARE, Allocation.EQUAL, new Size(rank, 0.5))
                .apply(GRAPH, TEXTS)
                .graph();
    }

    /** The values' matrix of the first block is half of what it was; fitted, it is what it was, but for the pull. */
    @Test
    void findsTheMatrixThatTheReferenceHas() {
        Graph variant = GRAPH.copy();
        float[] values = Objects.requireNonNull(GRAPH.weight("a.value")).floats();
        float[] half = values.clone();
        for (int i = 0; i < half.length; i++) {
            half[i] /= 2;
        }
        variant.putWeight("a.value", Weight.floats(new long[] {TinyEncoder.WIDTH, TinyEncoder.WIDTH}, half));

        Pass.Outcome outcome = new RidgeRefit(1e-6).apply(variant, TEXTS);

        assertThat(Objects.requireNonNull(outcome.graph().weight("a.value/refitted"))
                        .floats())
                .containsExactly(values, within(1e-3f));
        assertThat(outcome.facts().get("matmuls_fitted").asInt()).isEqualTo(10);
        assertThat(outcome.facts().get("divergence_after").asDouble())
                .isLessThan(outcome.facts().get("divergence_before").asDouble() / 1000);
    }

    @Test
    void takesBackPartOfWhatALowRankHasLost() {
        Pass.Outcome outcome = new RidgeRefit(0.01).apply(lowRank(8), TEXTS);

        assertThat(outcome.facts().get("divergence_after").asDouble())
                .isLessThan(0.9 * outcome.facts().get("divergence_before").asDouble());
    }

    @Test
    void givesTheSameBytesOnAnyNumberOfThreads() {
        Graph variant = lowRank(8);
        byte[] one = OnnxWriter.bytes(new RidgeRefit(0.01)
                .apply(variant, TinyEncoder.texts(48, 1).towards(GRAPH))
                .graph());
        byte[] two = OnnxWriter.bytes(new RidgeRefit(0.01)
                .apply(variant, TinyEncoder.texts(48, 2).towards(GRAPH))
                .graph());

        assertThat(two).isEqualTo(one);
    }

    @Test
    void integersHaveNothingToFit() {
        Graph integers = new Int8Static().apply(GRAPH, TEXTS).graph();

        assertThatThrownBy(() -> new RidgeRefit(0.01).apply(integers, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no MatMul with constant fp32 weights and a bias");
    }

    @Test
    void withoutAReferenceNothingIsRight() {
        assertThatThrownBy(() -> new RidgeRefit(0.01).apply(GRAPH, TinyEncoder.texts(8, 1)))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("there is no reference");
    }
}
