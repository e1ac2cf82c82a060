package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HalfStorageTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(8, 1);

    @Test
    void roundsToTheNearestNumberOfFp16AndToTheEvenOneBetween() {
        assertThat(HalfFormat.FP16.bits(1)).isEqualTo(0x3c00);
        assertThat(HalfFormat.FP16.bits(-2)).isEqualTo(0xc000);
        assertThat(HalfFormat.FP16.bits(0.1f)).isEqualTo(0x2e66);
        assertThat(HalfFormat.FP16.bits(65_519)).isEqualTo(0x7bff);
        assertThat(HalfFormat.FP16.bits(1 + 0x1p-11f)).isEqualTo(0x3c00);
        assertThat(HalfFormat.FP16.bits(1 + 0x3p-11f)).isEqualTo(0x3c02);
        assertThat(HalfFormat.FP16.bits(0x1p-24f)).isEqualTo(0x0001);
        assertThat(HalfFormat.FP16.bits(-0x1p-14f)).isEqualTo(0x8400);
        assertThat(HalfFormat.FP16.bits(-0f)).isEqualTo(0x8000);
    }

    @Test
    void roundsToTheNearestNumberOfBf16AndToTheEvenOneBetween() {
        assertThat(HalfFormat.BF16.bits(1)).isEqualTo(0x3f80);
        assertThat(HalfFormat.BF16.bits(-0.1f)).isEqualTo(0xbdcd);
        assertThat(HalfFormat.BF16.bits(1 + 0x1p-8f)).isEqualTo(0x3f80);
        assertThat(HalfFormat.BF16.bits(1 + 0x3p-8f)).isEqualTo(0x3f82);
    }

    @Test
    void knowsWhatIsTooLarge() {
        assertThat(HalfFormat.FP16.holds(-65_519)).isTrue();
        assertThat(HalfFormat.FP16.holds(65_520)).isFalse();
        assertThat(HalfFormat.BF16.holds(1e38f)).isTrue();
        assertThat(HalfFormat.BF16.holds(Float.MAX_VALUE)).isFalse();
    }

    /** All weights are quarters, which 16 bits hold exactly. */
    @Test
    void theRuntimeComputesAsBeforeAndLooksRowsUpInTheSmallTable() {
        Pass.Outcome half = new HalfStorage(HalfFormat.FP16).apply(GRAPH, TEXTS);

        assertThat(TEXTS.outputs(half.graph())).isDeepEqualTo(TEXTS.outputs(GRAPH));
        Node look = Objects.requireNonNull(half.graph().producer("embedded"));
        assertThat(look.op()).isEqualTo("Cast");
        assertThat(half.graph().weights()).doesNotContainKeys("table", "a.up").containsKeys("table/half", "a.up/half");
        assertThat(half.facts().get("weights_stored").asInt()).isEqualTo(13);
        assertThat(Fusions.check(half.graph())).containsEntry("Cast", 2).containsEntry("MatMul", 14);
    }

    @Test
    void leavesAWeightThatIsTooLargeAsItIs() {
        Graph graph = GRAPH.copy();
        float[] large = new float[TinyEncoder.WIDTH * TinyEncoder.NEURONS];
        large[7] = 70_000;
        graph.putWeight("a.up", Weight.floats(new long[] {TinyEncoder.WIDTH, TinyEncoder.NEURONS}, large));

        Pass.Outcome half = new HalfStorage(HalfFormat.FP16).apply(graph, TEXTS);

        assertThat(half.facts().get("weights_out_of_range").asInt()).isEqualTo(1);
        assertThat(Objects.requireNonNull(half.graph().weight("a.up")).type()).isEqualTo(WeightType.FLOAT);
    }

    @Test
    void theRuntimeRunsBf16AndAnOlderModelIsToldThatItCannot() {
        Graph old = new Graph("old", 6, Map.of("", 11), GRAPH.inputs());

        Graph half = new HalfStorage(HalfFormat.BF16).apply(GRAPH, TEXTS).graph();

        assertThat(TEXTS.outputs(half)).isDeepEqualTo(TEXTS.outputs(GRAPH));
        assertThatThrownBy(() -> new HalfStorage(HalfFormat.BF16).apply(old, TEXTS))
                .hasMessage("the model uses version 11 of the standard operators, bf16 needs 13; fp16 does not");
    }

    @Test
    void refusesAGraphOfSmallWeights() {
        Graph none = new Graph("none", 8, GRAPH.opsets(), GRAPH.inputs());

        assertThatThrownBy(() -> new HalfStorage(HalfFormat.BF16).apply(none, TEXTS))
                .hasMessageContaining("no fp32 weights of at least 1024");
    }
}
