package dev.vernier.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void aLinearAxisEndsAtRoundNumbers() {
        Axis axis = Axis.fromZero("req/s", 1_234, Numerals::plain);

        assertThat(axis.max()).isEqualTo(1_500);
        assertThat(labels(axis)).containsExactly("0", "500", "1\u2009000", "1\u2009500");
        assertThat(axis.fraction(750)).isEqualTo(0.5);
    }

    @Test
    void aLinearAxisMayLeaveZeroOut() {
        Axis axis = Axis.linear("accuracy", 0.69, 0.734, Numerals::plain);

        assertThat(axis.min()).isCloseTo(0.69, within(1e-9));
        assertThat(axis.max()).isCloseTo(0.74, within(1e-9));
    }

    @Test
    void aLogarithmicAxisGivesEachDecadeTheSameLength() {
        Axis axis = Axis.log("ms", 1, 100, Numerals::plain);

        assertThat(labels(axis)).containsExactly("1", "2", "5", "10", "20", "50", "100");
        assertThat(axis.fraction(10)).isCloseTo(0.5, within(1e-9));
        assertThat(axis.fraction(1e-9)).as("below the axis").isZero();
    }

    @Test
    void aFlatSeriesStillHasAnAxis() {
        assertThat(Axis.linear("x", 5, 5, Numerals::plain).max()).isGreaterThanOrEqualTo(5);
        assertThat(Axis.fromZero("x", 0, Numerals::plain).max()).isPositive();
        assertThat(Axis.places("x", List.of("only")).fraction(0)).isZero();
    }

    @Test
    void anAxisGoesUp() {
        assertThatThrownBy(() -> new Axis("x", 2, 1, false, List.of())).hasMessageContaining("from 2.0 to 1.0");
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(Axis.Tick::label).toList();
    }
}
