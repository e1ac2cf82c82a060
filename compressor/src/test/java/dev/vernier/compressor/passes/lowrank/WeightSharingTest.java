package dev.vernier.compressor.passes.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.compressor.passes.lowrank.WeightSharing.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class WeightSharingTest {
    private static final Calibration TEXTS = TinyEncoder.texts(16, 2);

    @Test
    void matricesThatAreMultiplesOfEachOtherLoseNothing() {
        SharedFactor factor = SharedFactor.of(List.of(row(3, 0, 0, 0), row(-4, 0, 0, 0)));

        assertThat(factor.kept()).isCloseTo(1, within(1e-12));
        assertThat(factor.scales().get(0) * factor.matrix().get(0)).isCloseTo(3, within(1e-12));
        assertThat(factor.scales().get(1) * factor.matrix().get(0)).isCloseTo(-4, within(1e-12));
    }

    /** The products are (5 4; 4 5): 9 of 10 are kept by the mean (1.5, 1.5), a scale for both. */
    @Test
    void matricesThatDifferMeetInTheMiddle() {
        SharedFactor factor = SharedFactor.of(List.of(row(1, 2), row(2, 1)));

        assertThat(factor.kept()).isCloseTo(0.9, within(1e-12));
        assertThat(factor.scales().get(0) * factor.matrix().get(0)).isCloseTo(1.5, within(1e-12));
        assertThat(factor.scales().get(1) * factor.matrix().get(1)).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void nothingIsSharedAsNothing() {
        SharedFactor factor = SharedFactor.of(List.of(row(0, 0), row(0, 0)));

        assertThat(factor.kept()).isEqualTo(1);
        assertThat(factor.matrix().getData()).containsExactly(0, 0);
    }

    @Test
    void layersOfTheSameRoleMultiplyWithOneMatrix() {
        Graph graph = TinyEncoder.graph();
        Pass.Outcome outcome = new WeightSharing(Role.UP, 2).apply(graph, TEXTS);

        assertThat(Linear.all(outcome.graph()).stream().map(Linear::weight).filter("a.up/shared"::equals))
                .hasSize(2);
        assertThat(outcome.graph().weights())
                .doesNotContainKeys("a.up", "b.up")
                .containsKeys("a.up/scale", "b.up/scale");
        assertThat(outcome.facts().get("shared")).hasSize(1);
        assertThat(outcome.facts().get("shared").get(0).get("energy_kept").asDouble())
                .isBetween(0.5, 0.6);
    }

    @Test
    void blocksWithTheSameWeightsAnswerAsBefore() {
        Graph graph = TinyEncoder.graph();
        graph.putWeight("b.up", Objects.requireNonNull(graph.weight("a.up")));

        Graph shared = new WeightSharing(Role.UP, 2).apply(graph, TEXTS).graph();

        assertThat(Divergence.COSINE.mean(TEXTS.outputs(graph), TEXTS.outputs(shared)))
                .isLessThan(1e-6);
    }

    @Test
    void allRolesShareEachForItself() {
        assertThat(new WeightSharing(Role.ALL, 0)
                        .apply(TinyEncoder.graph(), TEXTS)
                        .facts()
                        .get("shared"))
                .hasSize(6);
    }

    @Test
    void saysWhyThereIsNothingToDo() {
        Graph empty = new Graph("empty", 8, Map.of("", 14), List.of());
        Graph graph = TinyEncoder.graph();
        graph.putWeight("b.up", Weight.floats(new long[] {TinyEncoder.WIDTH, TinyEncoder.NEURONS}, nans()));

        assertThatThrownBy(() -> new WeightSharing(Role.ALL, 2).apply(empty, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no two neighbouring blocks");
        assertThatThrownBy(() -> new WeightSharing(Role.UP, 2).apply(graph, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessage("weight b.up has a value that is no number");
        assertThatThrownBy(() -> new WeightSharing(Role.ALL, 1)).hasMessageContaining("at least two");
    }

    private static DMatrixRMaj row(double... values) {
        return Dense.of(1, values.length, values);
    }

    private static float[] nans() {
        float[] values = new float[TinyEncoder.WIDTH * TinyEncoder.NEURONS];
        Arrays.fill(values, Float.NaN);
        return values;
    }
}
