package dev.vernier.compressor.passes.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.BlockFormat;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.Rounding;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.compressor.passes.WeightOnly;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The weights of {@link TinyEncoder} are -2, -1, 0, 1 and 2 quarters: 0, 64 and 127 in 8 bits. */
class LevelPruningTest {
    private static final Calibration TEXTS = TinyEncoder.texts(16, 2);

    @Test
    void dropsTheLevelsNextToZeroOfIntegers() {
        for (Pass quantize : new Pass[] {new Int8Static(), new Int8Dynamic()}) {
            Graph quantized = quantize.apply(TinyEncoder.graph(), TEXTS).graph();
            Graph pruned = new LevelPruning(64, true).apply(quantized, TEXTS).graph();

            assertThat(bytes(quantized, "a.up/int8")).containsOnly(-127, -64, 0, 64, 127);
            assertThat(bytes(pruned, "a.up/int8")).containsOnly(-127, 0, 127);
        }
    }

    /** Without the quarters the neurons say less, so 8 bits reach less far and are finer. */
    @Test
    void givesActivationsTheRangesThatTheyHaveBehindIt() {
        Graph quantized = new Int8Static().apply(TinyEncoder.graph(), TEXTS).graph();
        Graph old = new LevelPruning(64, false).apply(quantized, TEXTS).graph();
        Pass.Outcome outcome = new LevelPruning(64, true).apply(quantized, TEXTS);

        float now = Objects.requireNonNull(
                        TEXTS.ranges(old, List.of("a.active")).get("a.active"))
                .scale();
        // queries, keys and values read one activation: of four activations each in two blocks
        assertThat(outcome.facts().get("ranges_recalibrated").asInt()).isEqualTo(8);
        assertThat(scale(old)).isEqualTo(scale(quantized)).isGreaterThan(now);
        assertThat(scale(outcome.graph())).isEqualTo(now);
    }

    private static float scale(Graph graph) {
        return Objects.requireNonNull(graph.weight("a.active/scale")).floats()[0];
    }

    @Test
    void countsWhatIsZero() {
        Graph quantized = new Int8Dynamic().apply(TinyEncoder.graph(), TEXTS).graph();
        Pass.Outcome pruned = new LevelPruning(64, true).apply(quantized, TEXTS);

        // of five equally likely weights one is zero and then three are; queries are zero, a fourteenth of all
        assertThat(pruned.facts().get("zeros_before").asDouble()).isBetween(0.29, 0.35);
        assertThat(pruned.facts().get("zeros").asDouble()).isBetween(0.64, 0.68);
        assertThat(pruned.facts().get("matrices_pruned").asInt()).isEqualTo(12);
    }

    @Test
    void dropsLevelsOfBlocksWithAZeroPoint() {
        for (boolean isSymmetric : new boolean[] {true, false}) {
            Graph quantized = new WeightOnly(new BlockFormat(4, 16, isSymmetric), Rounding.NEAREST)
                    .apply(TinyEncoder.graph(), TEXTS)
                    .graph();
            Pass.Outcome pruned = new LevelPruning(4, true).apply(quantized, TEXTS);

            // a half is 7 or 8 steps, a quarter 4, and 5 in a block that has halves on one side only
            assertThat(pruned.facts().get("zeros_before").asDouble()).isBetween(0.29, 0.35);
            assertThat(pruned.facts().get("zeros").asDouble()).isBetween(0.6, 0.68);
            assertThat(TEXTS.outputs(pruned.graph())[0]).doesNotContain(Float.NaN);
        }
    }

    @Test
    void saysWhyThereIsNothingToDo() {
        assertThatThrownBy(() -> new LevelPruning(1, true).apply(TinyEncoder.graph(), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("goes behind int8 or weight-only");
        Graph quantized = new WeightOnly(new BlockFormat(4, 16, true), Rounding.NEAREST)
                .apply(TinyEncoder.graph(), TEXTS)
                .graph();
        assertThatThrownBy(() -> new LevelPruning(7, true).apply(quantized, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("in 4 bits has no levels beyond 7");
        assertThatThrownBy(() -> new LevelPruning(0, true)).hasMessageContaining("at least one level");
    }

    private static byte[] bytes(Graph graph, String weight) {
        byte[] bytes = new byte[TinyEncoder.WIDTH * TinyEncoder.NEURONS];
        Objects.requireNonNull(graph.weight(weight)).bytes().get(bytes);
        return bytes;
    }
}
