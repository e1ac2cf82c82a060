package dev.vernier.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.store.measure.Measure;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RampResultTest {
    @Test
    void theRampsGainsCarryTheNamesOfTheContract() {
        Map<String, Measure> gains = RampFixture.ramp().gains(7);

        assertThat(gains)
                .containsOnlyKeys(
                        "accuracy_gain_over_fp32",
                        "accuracy_gain_over_int8",
                        "fidelity_gain_over_int8",
                        "accuracy_gain_over_fp32_2x",
                        "accuracy_gain_over_int8_2x",
                        "fidelity_gain_over_int8_2x",
                        "accuracy_gain_over_fp32_3x",
                        "accuracy_gain_over_int8_3x",
                        "fidelity_gain_over_int8_3x");
        assertThat(value(gains, "accuracy_gain_over_fp32_3x"))
                .as("of the even rows half are right")
                .isCloseTo(0.25, within(1e-9));
        assertThat(value(gains, "accuracy_gain_over_int8")).isZero();
        assertThat(value(gains, "fidelity_gain_over_int8"))
                .as("six of eleven places at 1 instead of 0.9")
                .isCloseTo(0.1 * 6 / 11, within(1e-6));
    }

    private static double value(Map<String, Measure> gains, String name) {
        return Objects.requireNonNull(gains.get(name)).value();
    }
}
