package dev.vernier.compressor.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ActivationStatisticsTest {
    /** Four tokens of two channels: -2, 0, 0, 4 and 1, 1, 1, 1. */
    private static final float[] TOKENS = {-2, 1, 0, 1, 0, 1, 4, 1};

    @Test
    void tellsHowTheValuesOfAChannelAreSpread() {
        ActivationStatistics statistics = statistics();

        assertThat(statistics.meanMagnitude(0)).isEqualTo(1.5);
        assertThat(statistics.maxMagnitude(0)).isEqualTo(4);
        assertThat(statistics.variance(0)).isEqualTo(4.75);
        // shares 1/4, 1/2 and 1/4
        assertThat(statistics.entropy(0)).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void aConstantVariesNotAndTellsNothing() {
        ActivationStatistics statistics = statistics();

        assertThat(statistics.meanMagnitude(1)).isEqualTo(1);
        assertThat(statistics.variance(1)).isZero();
        assertThat(statistics.entropy(1)).isZero();
    }

    /** Tokens (1, 2) and (3, 0), weights (1, -1) and (2, 1): the rows add (1, -1), (4, 2), and (3, -3), (0, 0). */
    @Test
    void whatChannelsAddToAnOutputIsASumOfSquares() {
        Gram gram = new Gram(2);
        gram.add(new float[] {10, 2, 2, 4}, new float[] {4, 2}, 2);
        double[] weights = {1, -1, 2, 1};

        assertThat(gram.energy(weights, 2, 0, 1)).isEqualTo(10);
        assertThat(gram.energy(weights, 2, 1, 2)).isEqualTo(10);
        // (5, 1) and (3, -3)
        assertThat(gram.energy(weights, 2, 0, 2)).isEqualTo(22);
    }

    private static ActivationStatistics statistics() {
        ChannelStatistics ranges = new ChannelStatistics(2);
        ranges.add(new float[] {-2, 1}, new float[] {4, 1}, new float[] {20, 4}, 4);
        ActivationStatistics statistics = new ActivationStatistics(ranges);
        statistics.add(TOKENS);
        return statistics;
    }
}
