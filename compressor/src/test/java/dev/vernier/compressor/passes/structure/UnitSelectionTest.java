package dev.vernier.compressor.passes.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.passes.PositiveDefinite;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnitSelectionTest {
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

        List<UnitSelection.Removal> removed = new UnitSelection(products, 3, 3, 1, weights).remove(1);

        assertThat(removed).extracting(UnitSelection.Removal::unit).containsExactly(0);
        // 3 + 1 * 1/1.01, for the ridge is a hundredth of the mean diagonal element
        assertThat(weights[1]).isCloseTo(3.9900990099, within(1e-9));
        assertThat(weights[2]).isEqualTo(5);
    }

    @Test
    void removesTheNeuronThatHardlyFires() {
        double[] weights = {9, 1};
        double[] products = {0.0001, 0, 0, 100};

        List<UnitSelection.Removal> removed = new UnitSelection(products, 2, 2, 1, weights).remove(1);

        assertThat(removed).extracting(UnitSelection.Removal::unit).containsExactly(0);
    }

    /** An input that is always 2 times the constant 1 can be had from the bias. */
    @Test
    void movesAConstantUnitIntoTheBias() {
        double[] weights = {1, 0.5};
        double[] products = {4, 2, 2, 1};

        List<UnitSelection.Removal> removed = new UnitSelection(products, 2, 1, 1, weights).remove(1);

        assertThat(removed).hasSize(1);
        assertThat(weights[1]).isCloseTo(0.5 + 2 / 1.025, within(1e-9));
    }

    /**
     * Inputs are independent with squares 1, 4, 1, 1, so a unit's loss is what it adds: 9 + 4 * 1 for the first pair, 4 + 4 for the
     * second. A hundredth of the mean square, .0175, is added to each square.
     */
    @Test
    void aUnitOfTwoInputsGoesAsAWhole() {
        double[] weights = {3, 1, 2, 2};
        double[] products = {1, 0, 0, 0, 0, 4, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

        List<UnitSelection.Removal> removed = new UnitSelection(products, 4, 2, 2, weights).remove(2);

        assertThat(removed).extracting(UnitSelection.Removal::unit).containsExactly(1, 0);
        assertThat(removed.get(0).loss()).isCloseTo(8 * 1.0175, within(1e-9));
        assertThat(removed.get(1).loss()).isCloseTo(9 * 1.0175 + 4.0175, within(1e-9));
    }

    /** Both inputs of the first unit repeat one of the second, so it costs next to nothing whatever its weights. */
    @Test
    void aUnitThatRepeatsAnotherGoesFirstAndItsWeightsMove() {
        double[] weights = {5, 7, 1, 1};
        double[] products = {1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1};

        List<UnitSelection.Removal> removed = new UnitSelection(products, 4, 2, 2, weights).remove(1);

        // the first pair's loss has the factor r (2 + r) / (1 + r) on 74, the second's on 2, with r = .01
        assertThat(removed).extracting(UnitSelection.Removal::unit).containsExactly(1);
        assertThat(removed.get(0).loss()).isCloseTo(2 * 0.01 * 2.01 / 1.01, within(1e-9));
        assertThat(weights[0]).isCloseTo(5 + 1 / 1.01, within(1e-9));
        assertThat(weights[1]).isCloseTo(7 + 1 / 1.01, within(1e-9));
    }

    /** What is left of three inputs is fitted in one step as well as one after the other. */
    @Test
    void reconstructionComesToTheSameAsRemovingOneByOne() {
        Gram gram = new Gram(3);
        gram.add(new float[] {2, 1, 0, 1, 3, 1, 0, 1, 4}, new float[] {1, 2, 1}, 4);
        double[] original = {1, 1, 2, 0.5};
        double[] oneByOne = original.clone();

        List<UnitSelection.Removal> removed = new UnitSelection(gram.productsWithOne(), 4, 3, 1, oneByOne).remove(2);
        double[] atOnce = Reconstruction.of(gram, new int[] {2}, original, 1);

        assertThat(removed).extracting(UnitSelection.Removal::unit).containsExactlyInAnyOrder(0, 1);
        assertThat(atOnce).containsExactly(new double[] {0, 0, oneByOne[2], oneByOne[3]}, within(1e-12));
    }
}
