package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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

    private static void assertInterval(Measure measure, double value, double low, double high, double tolerance) {
        assertThat(measure.value()).isCloseTo(value, within(tolerance));
        assertThat(measure.low()).isCloseTo(low, within(tolerance));
        assertThat(measure.high()).isCloseTo(high, within(tolerance));
    }
}
