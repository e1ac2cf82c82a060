package dev.vernier.compressor.passes.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.passes.pruning.Sparsity.Pattern;
import dev.vernier.compressor.passes.pruning.Sparsity.Share;
import dev.vernier.compressor.passes.pruning.Sparsity.Share.Scope;
import dev.vernier.compressor.passes.pruning.Sparsity.Threshold;
import dev.vernier.compressor.passes.pruning.Tile.Norm;
import org.junit.jupiter.api.Test;

class SparsityTest {
    /** Two columns. */
    private static final double[] SCORES = {1, 9, 2, 8, 3, 7, 4, 6};

    @Test
    void aShareOfAMatrixMayFallOnOneOutput() {
        assertThat(new Share(0.5, Scope.MATRIX).removed(SCORES, 2))
                .containsExactly(true, false, true, false, true, false, true, false);
    }

    @Test
    void aShareOfEachOutputDoesNot() {
        assertThat(new Share(0.5, Scope.OUTPUT).removed(SCORES, 2))
                .containsExactly(true, false, true, false, false, true, false, true);
    }

    @Test
    void ofEqualScoresTheFirstGo() {
        assertThat(new Share(0.5, Scope.MATRIX).removed(new double[] {2, 1, 2, 2}, 4))
                .containsExactly(true, true, false, false);
    }

    @Test
    void aThresholdTakesWhatIsBelow() {
        assertThat(new Threshold(3).removed(SCORES, 2))
                .containsExactly(true, false, true, false, false, false, false, false);
    }

    /** Inputs 0 to 3 of each output lose two; of the two inputs that are left over both stay. */
    @Test
    void aPatternKeepsAtMostSoManyOfEachOutputsConsecutiveInputs() {
        assertThat(new Pattern(2, 4).removed(new double[] {1, 9, 2, 8, 3, 7, 4, 6, 0, 0, 0, 0}, 2))
                .containsExactly(true, false, true, false, false, true, false, true, false, false, false, false);
    }

    @Test
    void theShareRisesStepByStepToTheWholeAndAPatternTo() {
        assertThat(new Share(0.6, Scope.MATRIX).after(1, 3)).isEqualTo(new Share(0.6 / 3, Scope.MATRIX));
        assertThat(new Share(0.6, Scope.MATRIX).after(3, 3)).isEqualTo(new Share(0.6, Scope.MATRIX));
        assertThat(Pattern.of("4:8").after(1, 2)).isEqualTo(new Pattern(6, 8));
        assertThat(Pattern.of("2:4").after(1, 4)).isEqualTo(new Pattern(3, 4));
        assertThat(Pattern.of("2:4").after(4, 4)).isEqualTo(new Pattern(2, 4));
    }

    @Test
    void refusesWhatIsNoShareThresholdOrPattern() {
        assertThatThrownBy(() -> new Share(1, Scope.MATRIX)).hasMessageContaining("must be in (0,1), not 1.0");
        assertThatThrownBy(() -> new Share(Double.NaN, Scope.MATRIX)).hasMessageContaining("in (0,1)");
        assertThatThrownBy(() -> new Threshold(0)).hasMessageContaining("above 0, not 0.0");
        assertThatThrownBy(() -> new Pattern(4, 4)).hasMessageContaining("which 4:4 is not");
        assertThatThrownBy(() -> Pattern.of("half")).hasMessageContaining("as in 2:4, not 'half'");
        assertThatThrownBy(() -> Tile.of("4", Norm.L1)).hasMessageContaining("as in 4x4, not '4'");
    }

    /** A block with one large weight is worth more than an even one by L2, less by L1. */
    @Test
    void theNormDecidesBetweenALargeWeightAndManyOfMiddleSize() {
        double[] scores = {4, 2.5, 0, 2.5};

        assertThat(new Tile(2, 1, Norm.L1).norms(scores, 2)).containsExactly(2, 2.5);
        assertThat(new Tile(2, 1, Norm.L2).norms(scores, 2)).containsExactly(Math.sqrt(8), 2.5);
    }

    @Test
    void aBlockAtTheEdgeIsWorthWhatItsWeightsAreInTheMean() {
        assertThat(new Tile(2, 2, Norm.L1).norms(new double[] {1, 3, 5, 1, 3, 5, 7, 9, 2}, 3))
                .containsExactly(2, 5, 8, 2);
    }

    @Test
    void aSweepDecidesAboutWholeBlocks() {
        assertThat(new Choice(new Share(0.5, Scope.MATRIX), Tile.SINGLE).inputsAtOnce())
                .isEqualTo(128);
        assertThat(new Choice(new Share(0.5, Scope.MATRIX), Tile.of("5x1", Norm.L2)).inputsAtOnce())
                .isEqualTo(125);
        assertThat(new Choice(new Share(0.5, Scope.MATRIX), Tile.of("200x1", Norm.L2)).inputsAtOnce())
                .isEqualTo(200);
        assertThat(new Choice(new Pattern(2, 4), Tile.SINGLE).inputsAtOnce()).isEqualTo(4);
    }
}
