package dev.vernier.compressor.passes.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.passes.pruning.Sparsity.Share;
import dev.vernier.compressor.passes.pruning.Sparsity.Share.Scope;
import dev.vernier.compressor.passes.pruning.Tile.Norm;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CriterionTest {
    private static final Choice HALF = half(Scope.MATRIX);
    private static final double[] NONE = {};

    private static Choice half(Scope scope) {
        return new Choice(new Share(0.5, scope), Tile.SINGLE);
    }

    @Test
    void magnitudeRemovesTheSmallest() {
        double[] weights = {3, -1, 2, -4};

        Criterion.MAGNITUDE.prune(weights, 2, 2, NONE, HALF);

        assertThat(weights).containsExactly(3, 0, 0, -4);
    }

    /** The mean is 0 and the deviation 2. */
    @Test
    void aThresholdIsInDeviationsOfTheMatrix() {
        double[] weights = {2, -2, 1, -1, 3, -3, 1, -1, 1, -1, 2.6457513, -2.6457513};
        double[] same = weights.clone();

        Criterion.MAGNITUDE.prune(weights, 6, 2, NONE, new Choice(new Sparsity.Threshold(0.9), Tile.SINGLE));
        Criterion.MAGNITUDE.prune(same, 6, 2, NONE, new Choice(new Sparsity.Threshold(0.4), Tile.SINGLE));

        assertThat(weights).containsExactly(2, -2, 0, 0, 3, -3, 0, 0, 0, 0, 2.6457513, -2.6457513);
        assertThat(same).doesNotContain(0);
    }

    /** Input 1 is ten times as strong: |w| |X| is 5 and 10 for the first output, 3 and 2 for the second. */
    @Test
    void wandaWeighsWithTheStrengthOfTheInput() {
        double[] weights = {5, 3, 1, 0.2};

        Criterion.WANDA.prune(weights, 2, 2, new double[] {1, 0, 0, 100}, half(Scope.OUTPUT));

        assertThat(weights).containsExactly(0, 3, 1, 0);
    }

    /** Four tokens, at which the inputs sum up to 8 and 20: 0.5 times the mean 2 is what the output has lost. */
    @Test
    void wandaLeavesTheMeanToTheBias() {
        double[] weights = {0.5, 1, 0};

        Criterion.WANDA.prune(weights, 2, 1, new double[] {16, 0, 8, 0, 100, 20, 8, 20, 4}, HALF);

        assertThat(weights).containsExactly(0, 1, 1);
    }

    /** Inputs 0 and 1 are always equal; the smaller weight goes, and the other one takes over: 3 + 1 / 1.01. */
    @Test
    void sparseGptMovesWhatAWeightDidToTheInputsBehind() {
        double[] weights = {1, 3};

        Criterion.SPARSE_GPT.prune(weights, 2, 1, new double[] {1, 1, 1, 1}, HALF);

        assertThat(weights[0]).isZero();
        assertThat(weights[1]).isCloseTo(3.9900990099, within(1e-9));
    }

    /** An input that is always 2 times the constant 1; a hundredth of the mean diagonal element 2.5 is the ridge. */
    @Test
    void sparseGptMovesWhatIsConstantIntoTheBias() {
        double[] weights = {1, 0};

        Criterion.SPARSE_GPT.prune(
                weights, 1, 1, new double[] {4, 2, 2, 1}, new Choice(new Share(0.9, Scope.MATRIX), Tile.SINGLE));

        assertThat(weights[0]).isZero();
        assertThat(weights[1]).isCloseTo(2 / 1.025, within(1e-9));
    }

    @Test
    void withoutAnyActivationSparseGptIsMagnitude() {
        double[] weights = {3, -1, 2, -4};

        Criterion.SPARSE_GPT.prune(weights, 2, 2, new double[4], HALF);

        assertThat(weights).containsExactly(3, 0, 0, -4);
    }

    /** 200 inputs are two bands: 64 of 128 go from the first, 36 of 72 from the second. */
    @Test
    void sparseGptReachesTheShareInEachBandFromOneTextToo() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        double[] token = random.doubles(200).toArray();
        double[] moments = new double[40_000];
        Arrays.setAll(moments, i -> token[i / 200] * token[i % 200]);
        double[] weights = random.doubles(200, 1, 2).toArray();

        Criterion.SPARSE_GPT.prune(weights, 200, 1, moments, HALF);

        assertThat(zeros(Arrays.copyOf(weights, 128))).as("-Dseed=" + seed).isEqualTo(64);
        assertThat(zeros(weights)).as("-Dseed=" + seed).isEqualTo(100);
        assertThat(Arrays.stream(weights).allMatch(Double::isFinite))
                .as("-Dseed=" + seed)
                .isTrue();
    }

    @Test
    void randomRemovesTheSameWeightsEachTimeAndOthersInAnotherMatrix() {
        double[] ones = new double[100];
        Arrays.fill(ones, 1);
        double[] again = ones.clone();
        double[] twos = new double[100];
        Arrays.fill(twos, 2);

        Criterion.RANDOM.prune(ones, 10, 10, NONE, HALF);
        Criterion.RANDOM.prune(again, 10, 10, NONE, HALF);
        Criterion.RANDOM.prune(twos, 10, 10, NONE, HALF);

        assertThat(zeros(ones)).isEqualTo(50);
        assertThat(again).containsExactly(ones);
        assertThat(Arrays.stream(twos).map(weight -> weight / 2).toArray()).isNotEqualTo(ones);
    }

    @Test
    void blocksStayOrGoAsAWhole() {
        double[] weights = {9, 1, 2, 2, 1, 1, 2, 2, 3, 3, 0, 8, 3, 3, 0, 0};

        Criterion.MAGNITUDE.prune(
                weights, 4, 4, NONE, new Choice(new Share(0.5, Scope.MATRIX), new Tile(2, 2, Norm.L2)));

        assertThat(weights).containsExactly(9, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0);
    }

    private static long zeros(double[] weights) {
        return Arrays.stream(weights).filter(weight -> weight == 0).count();
    }
}
