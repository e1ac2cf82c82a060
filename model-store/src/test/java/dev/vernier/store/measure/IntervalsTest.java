package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IntervalsTest {
    /** Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3 (score, no continuity correction). */
    @Test
    void givesNewcombesExamplesOfTheScoreInterval() {
        assertInterval(Intervals.wilson(81, 263), 0.3080, 0.2553, 0.3662, 5e-5);
        assertInterval(Intervals.wilson(15, 148), 0.1014, 0.0624, 0.1605, 5e-5);
        assertInterval(Intervals.wilson(0, 20), 0.0000, 0.0000, 0.1611, 5e-5);
        assertInterval(Intervals.wilson(1, 29), 0.0345, 0.0061, 0.1718, 5e-5);
    }

    /** Clopper-Pearson for 1 of 10 and 5 of 10: R 4.3, {@code binom.test(1, 10)$conf.int}. */
    @Test
    void givesTheExactIntervalOfAPairedDifference() {
        assertInterval(Intervals.mcnemarExact(1, 9, 10), -0.8, 2 * 0.002528579 - 1, 2 * 0.4450161 - 1, 1e-6);
        assertInterval(Intervals.mcnemarExact(5, 5, 100), 0, 0.1 * (2 * 0.187086 - 1), 0.1 * (2 * 0.812914 - 1), 1e-6);
        assertInterval(Intervals.mcnemarExact(0, 0, 100), 0, 0, 0, 0);
    }

    /** R 4.3: {@code binom.test(1, 10)$p.value} = 0.02148438 = 22/1024. */
    @Test
    void givesMcNemarsExactPValue() {
        assertThat(Intervals.mcnemarPValue(1, 9)).isCloseTo(22.0 / 1024, within(1e-12));
        assertThat(Intervals.mcnemarPValue(5, 5)).isEqualTo(1);
        assertThat(Intervals.mcnemarPValue(0, 0)).isEqualTo(1);
    }

    /** The 95 % sign interval of ten values is the second and the ninth (Conover 1999, table A3). */
    @Test
    void givesTheSignIntervalOfAMedian() {
        assertInterval(Intervals.interleavedMedian(new double[] {10, 9, 8, 7, 6, 5, 4, 3, 2, 1}), 5.5, 2, 9, 0);
        assertInterval(Intervals.interleavedMedian(new double[] {6, 5, 4, 3, 2, 1}), 3.5, 1, 6, 0);
        double[] hundred = new Random(1).doubles(100).toArray();
        double[] sorted = hundred.clone();
        Arrays.sort(sorted);
        assertInterval(Intervals.interleavedMedian(hundred), (sorted[49] + sorted[50]) / 2, sorted[39], sorted[60], 0);
    }

    @Test
    void givesTheRangeOfFewRounds() {
        assertInterval(Intervals.interleavedMedian(new double[] {3, 1, 2}), 2, 1, 3, 0);
        assertInterval(Intervals.interleavedMedian(new double[] {3}), 3, 3, 3, 0);
    }

    @Test
    void bootstrapsTheSameIntervalFromTheSameSeed() {
        double[] differences = new Random(7).doubles(200).toArray();

        assertThat(Intervals.pairedBootstrap(differences, 3)).isEqualTo(Intervals.pairedBootstrap(differences, 3));
        assertThat(Intervals.pairedBootstrap(differences, 3)).isNotEqualTo(Intervals.pairedBootstrap(differences, 4));
    }

    /** Of a large sample the mean's interval is normal: 1.96 standard deviations of the mean to each side. */
    @Test
    void bootstrapsTheNormalIntervalOfALargeSample() {
        double[] halves = new double[1000];
        Arrays.fill(halves, 0, 500, 1);

        assertInterval(Intervals.pairedBootstrap(halves, 11), 0.5, 0.5 - 0.0310, 0.5 + 0.0310, 0.003);
    }

    @Test
    void bootstrapsAConstantWithoutWidth() {
        assertInterval(Intervals.pairedBootstrap(new double[] {2, 2, 2}, 1), 2, 2, 2, 0);
    }

    /** How often the interval of a mean of 100 exponential values holds their expectation; percentile intervals reach about 93 %. */
    @Test
    void bootstrapsIntervalsThatHoldTheTruth() {
        Random random = new Random(5);
        int held = 0;
        for (int trial = 0; trial < 200; trial++) {
            double[] sample = random.doubles(100).map(u -> -Math.log1p(-u)).toArray();
            Measure mean = Intervals.pairedBootstrap(sample, trial);
            held += mean.low() <= 1 && 1 <= mean.high() ? 1 : 0;
        }

        assertThat(held).isBetween(178, 199);
    }

    @Test
    void namesItsMethodAndSample() {
        assertThat(Intervals.wilson(1, 2))
                .extracting(Measure::n, Measure::method)
                .containsExactly(2, "wilson");
        assertThat(Intervals.mcnemarExact(1, 0, 3))
                .extracting(Measure::n, Measure::method)
                .containsExactly(3, "mcnemar-exact");
        assertThat(Intervals.interleavedMedian(new double[4]))
                .extracting(Measure::n, Measure::method)
                .containsExactly(4, "interleaved-median");
        assertThat(Intervals.pairedBootstrap(new double[5], 1))
                .extracting(Measure::n, Measure::method)
                .containsExactly(5, "paired-bootstrap");
    }

    @Test
    void refusesAnEmptySample() {
        assertThatThrownBy(() -> Intervals.wilson(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Intervals.pairedBootstrap(new double[0], 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Intervals.wilson(3, 2)).hasMessage("3 successes of 2");
    }

    private static void assertInterval(Measure measure, double value, double low, double high, double tolerance) {
        assertThat(measure.value()).isCloseTo(value, within(tolerance));
        assertThat(measure.low()).isCloseTo(low, within(tolerance));
        assertThat(measure.high()).isCloseTo(high, within(tolerance));
    }
}
