package dev.vernier.compressor.passes.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Regression;
import dev.vernier.compressor.graph.Disguise;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.Ridge;
import dev.vernier.compressor.passes.TinyEncoder;
import org.junit.jupiter.api.Test;

class LayerDroppingTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(32, 2);

    @Test
    void putsOneLinearLayerInThePlaceOfABlock() {
        Pass.Outcome dropped = new LayerDropping(1).apply(GRAPH, TEXTS);

        assertThat(Linear.all(dropped.graph())).hasSize(7);
        assertThat(dropped.graph().nodes()).extracting(Node::op).containsOnlyOnce("Softmax");
        assertThat(dropped.graph().weights())
                .containsKey("a.hidden/bridge/weights")
                .doesNotContainKey("a.up");
        assertThat(dropped.facts().get("rounds").get(0)).hasSize(1);
    }

    @Test
    void namesAndOrderDecideNothing() {
        long seed = Long.getLong("seed", System.nanoTime());
        Graph disguised = Disguise.of(GRAPH, seed);

        float[][] original =
                TEXTS.outputs(new LayerDropping(1).apply(GRAPH, TEXTS).graph());
        float[][] other =
                TEXTS.outputs(new LayerDropping(1).apply(disguised, TEXTS).graph());

        assertThat(other[0]).as("-Dseed=" + seed).containsExactly(original[0], within(1e-5f));
    }

    @Test
    void refusesMoreBlocksThanLieBetweenOthers() {
        assertThatThrownBy(() -> new LayerDropping(2).apply(GRAPH, TEXTS))
                .hasMessageContaining("no block that can be dropped");
        assertThatThrownBy(() -> new LayerDropping(0)).hasMessageContaining("at least one block");
    }

    /** y = 2x + 1 at x = 1 and x = 2. */
    @Test
    void fitsALineThroughTwoPoints() {
        Ridge line = Ridge.fit(twoPoints(), 0, new double[2]);

        assertThat(line.matrix().floats()).containsExactly(new float[] {2}, within(1e-6f));
        assertThat(line.bias().floats()).containsExactly(new float[] {1}, within(1e-6f));
    }

    /** With the ridge r = 2 * mean(5, 2) = 7: (12 3; 3 9) w = (13; 8) + 7 (1; 0) has the solution (156, 36) / 99. */
    @Test
    void staysNearTheStartWhereTheRidgeSaysSo() {
        Ridge line = Ridge.fit(twoPoints(), 2, new double[] {1, 0});

        assertThat(line.matrix().floats()[0]).isCloseTo(156 / 99f, within(1e-6f));
        assertThat(line.bias().floats()[0]).isCloseTo(36 / 99f, within(1e-6f));
    }

    private static Regression twoPoints() {
        Regression moments = new Regression(1, 1);
        moments.add(new float[] {5}, new float[] {3}, new float[] {13}, new float[] {8}, 2);
        return moments;
    }
}
