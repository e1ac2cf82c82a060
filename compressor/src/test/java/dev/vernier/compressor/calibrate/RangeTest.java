package dev.vernier.compressor.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RangeTest {
    @Test
    void spreads256StepsOverTheRange() {
        Range range = new Range(-1, 4.1f);

        assertThat(range.scale()).isEqualTo(0.02f);
        assertThat(range.zeroPoint()).isEqualTo(50);
    }

    @Test
    void alwaysContainsZero() {
        assertThat(Range.around(2, 3)).isEqualTo(new Range(0, 3));
        assertThat(Range.around(-3, -2).zeroPoint()).isEqualTo(255);
    }

    @Test
    void hasAStepEvenWhereEverythingIsZero() {
        assertThat(new Range(0, 0).scale()).isEqualTo(1);
    }

    @Test
    void refusesWhatIsNoNumber() {
        assertThatThrownBy(() -> new Range(Float.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Range(0, Float.POSITIVE_INFINITY)).isInstanceOf(IllegalArgumentException.class);
    }
}
