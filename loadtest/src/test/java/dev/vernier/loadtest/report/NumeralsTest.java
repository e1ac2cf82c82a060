package dev.vernier.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NumeralsTest {
    @Test
    void aNumberHasThreeSignificantDigits() {
        assertThat(List.of(0.12345, 1.2345, 12.345, 123.45, 12345.6, 7.0).stream()
                        .map(Numerals::plain))
                .containsExactly("0.123", "1.23", "12.3", "123", "12\u2009346", "7");
        assertThat(Numerals.plain(Double.NaN)).isEqualTo("\u2013");
    }

    @Test
    void aSmallNumberHasTwoSignificantDigits() {
        assertThat(
                        List.of(0.0, 7.0, 0.12345, 0.099999, 0.012345, 0.0012345, 0.000012345, -0.0012345, 0.000000012)
                                .stream()
                                .map(Numerals::small))
                .containsExactly(
                        "0", "7", "0.123", "0.100", "0.012", "0.0012", "0.000012", "\u22120.0012", "1.2e\u221208");
    }

    @Test
    void aDifferenceHasItsSign() {
        assertThat(Numerals.points(0.0123)).isEqualTo("+1.23");
        assertThat(Numerals.points(-0.0123)).isEqualTo("\u22121.23");
        assertThat(Numerals.points(-0.00001)).as("no minus before zero").isEqualTo("0.00");
    }

    @Test
    void aShareIsInPercent() {
        assertThat(Numerals.percent(0.9944)).isEqualTo("99.4\u2009%");
        assertThat(Numerals.percent(Double.NaN)).isEqualTo("\u2013");
    }
}
