package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class FormatSearchTest {
    private static final long[] COSTS = {10, 60, 40};
    private static final double[] SENSITIVITIES = {2, 9, 5};

    /** The divergence is the sum of the sensitivities of the layers that are not fp32. */
    private static double sum(BitSet fp32) {
        double sum = 0;
        for (int layer = 0; layer < SENSITIVITIES.length; layer++) {
            sum += fp32.get(layer) ? 0 : SENSITIVITIES[layer];
        }
        return sum;
    }

    private static FormatSearch.Found find(Search strategy, double target, int budget) {
        return new FormatSearch(FormatSearchTest::sum, COSTS, SENSITIVITIES, target, budget).find(strategy);
    }

    /** The order is 0 (.2), 1 (.15), 2 (.125); of 16 in all, 7 may be left: 0 and 1 together leave 5. */
    @Test
    void greedyTakesWhatGainsMostForItsCostUntilTheTargetIsReached() {
        FormatSearch.Found found = find(Search.GREEDY, 7, 10);

        assertThat(found.fp32()).isEqualTo(set(0, 1));
        assertThat(found.multiplications()).isEqualTo(70);
        assertThat(found.divergence()).isEqualTo(5);
        assertThat(found.measured()).isEqualTo(5);
    }

    /** 1 alone leaves exactly 7, for 60 instead of greedy's 70. */
    @Test
    void theKnapsackFindsTheSetThatGreedyStepsOver() {
        FormatSearch.Found found = find(Search.KNAPSACK, 7, 10);

        assertThat(found.fp32()).isEqualTo(set(1));
        assertThat(found.multiplications()).isEqualTo(60);
        assertThat(found.measured()).isEqualTo(4);
    }

    /** Twice what the sensitivities promise: the first set is not enough. */
    @Test
    void theKnapsackCorrectsSensitivitiesThatDoNotAddUp() {
        FormatSearch search = new FormatSearch(fp32 -> 2 * sum(fp32), COSTS, SENSITIVITIES, 7, 10);

        FormatSearch.Found found = search.find(Search.KNAPSACK);

        assertThat(found.fp32()).isEqualTo(set(1, 2));
        assertThat(found.measured()).isEqualTo(5);
    }

    @Test
    void evolutionStaysWithinItsBudgetAndReachesTheTarget() {
        FormatSearch.Found found = find(Search.EVOLUTIONARY, 7, 30);

        assertThat(found.divergence()).isLessThanOrEqualTo(7);
        assertThat(found.fp32()).isEqualTo(set(1));
        assertThat(found.measured()).isLessThanOrEqualTo(30);
    }

    @Test
    void everythingStaysInFp32WhenNothingReachesTheTarget() {
        assertThat(find(Search.GREEDY, -1, 10).multiplications()).isEqualTo(110);
        assertThat(find(Search.KNAPSACK, -1, 10).multiplications()).isEqualTo(110);
    }

    private static BitSet set(int... layers) {
        BitSet set = new BitSet();
        for (int layer : layers) {
            set.set(layer);
        }
        return set;
    }
}
