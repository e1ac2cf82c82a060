package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NeuronSelectionTest {
    @Test
    void invertsAMatrix() {
        double[] inverse = PositiveDefinite.inverse(new double[] {4, 2, 2, 3}, 2);

        assertThat(inverse).containsExactly(new double[] {0.375, -0.25, -0.25, 0.5}, within(1e-15));
    }

    @Test
    void refusesAMatrixThatIsNotPositiveDefinite() {
        assertThatThrownBy(() -> PositiveDefinite.inverse(new double[] {1, 2, 2, 1}, 2))
                .hasMessageContaining("not positive definite");
    }

    /** Inputs 0 and 1 are always equal; the one with the smaller weight goes, and the other takes over what it did. */
    @Test
    void movesTheWeightOfARemovedNeuronToItsTwin() {
        double[] weights = {1, 3, 5};
        double[] products = {1, 1, 0, 1, 1, 0, 0, 0, 1};

        int[] kept = new NeuronSelection(products, 3, 3, weights).remove(1);

        assertThat(kept).containsExactly(1, 2);
        // 3 + 1 * 1/1.01, for the ridge is a hundredth of the mean diagonal element
        assertThat(weights[1]).isCloseTo(3.9900990099, within(1e-9));
        assertThat(weights[2]).isEqualTo(5);
    }

    @Test
    void removesTheNeuronThatHardlyFires() {
        double[] weights = {9, 1};
        double[] products = {0.0001, 0, 0, 100};

        int[] kept = new NeuronSelection(products, 2, 2, weights).remove(1);

        assertThat(kept).containsExactly(1);
    }

    /** An input that is always 2 times the constant 1 can be had from the bias. */
    @Test
    void movesAConstantNeuronIntoTheBias() {
        double[] weights = {1, 0.5};
        double[] products = {4, 2, 2, 1};

        int[] kept = new NeuronSelection(products, 2, 1, weights).remove(1);

        assertThat(kept).isEmpty();
        assertThat(weights[1]).isCloseTo(0.5 + 2 / 1.025, within(1e-9));
    }

    @Test
    void keepsTheHighestRanksInTheirOrder() {
        assertThat(NeuronPruning.highest(new double[] {0.5, 3, 1, 2}, 2)).containsExactly(1, 3);
    }
}
