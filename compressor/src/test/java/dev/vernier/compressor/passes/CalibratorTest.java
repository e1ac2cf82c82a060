package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.calibrate.Histogram;
import dev.vernier.compressor.calibrate.Range;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The histograms have 2,048 parts over 0 to 2,048, so part b is that of b to b + 1. */
class CalibratorTest {
    private static final Range WHOLE = new Range(0, 2048);
    private static final Range MOVING = new Range(-1, 3);

    private final Histogram values = new Histogram(WHOLE);

    private void add(int count, float value) {
        float[] many = new float[count];
        Arrays.fill(many, value);
        values.add(many);
    }

    @Test
    void minimumAndMaximumCoverEverything() {
        assertThat(Calibrator.MIN_MAX.range(values, MOVING)).isEqualTo(WHOLE);
    }

    @Test
    void theMovingAverageIsTakenAsItIs() {
        assertThat(Calibrator.MOVING_AVERAGE.range(values, MOVING)).isEqualTo(MOVING);
    }

    /** Two of 40,001 values may be cut off. */
    @Test
    void thePercentileCutsTheOutlierOff() {
        add(40_000, 10.2f);
        add(1, 2047.9f);

        assertThat(Calibrator.PERCENTILE.range(values, MOVING)).isEqualTo(new Range(0, 10.5f));
    }

    /** Computed apart: 491,304 at 74 % of the range, 493,005 at 72 %, 1,247,823 at all of it. */
    @Test
    void theSquaredErrorWeighsTheOutlierAgainstTheSteps() {
        add(100_000, 4.5f);
        add(50, 100.5f);
        add(1, 2047.5f);

        assertThat(Calibrator.SQUARED_ERROR.range(values, MOVING)).isEqualTo(WHOLE.shrunk(0.74));
    }

    /** Computed apart: .339 at 30 % of the range, .348 at 32 %, .365 at all of it. */
    @Test
    void theDivergenceGivesAnOutlierUpForShape() {
        for (int part = 0; part < 600; part++) {
            add(part % 3 == 0 ? 10 : 1000 - part, part + 0.5f);
        }
        add(1, 2047.5f);

        Range range = Calibrator.KULLBACK_LEIBLER.range(values, MOVING);

        assertThat(range.high() / 2048).isEqualTo(0.3f);
    }

    @Test
    void evenlySpreadValuesAreAllKept() {
        for (int part = 0; part < 2048; part++) {
            add(1, part + 0.5f);
        }

        assertThat(Calibrator.KULLBACK_LEIBLER.range(values, MOVING)).isEqualTo(WHOLE);
    }
}
