package dev.vernier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PriceRuleTest {
    private static final double NONE = Double.NaN;

    @Test
    void isExponentialInTheBacklog() {
        PriceRule rule = new PriceRule(0.01, 0.16, NONE, NONE, 2);
        // 0.01 * (16^z - 1)
        assertThat(rule.routing(0)).isZero();
        assertThat(rule.routing(0.25)).isCloseTo(0.01, within(1e-12));
        assertThat(rule.routing(0.5)).isCloseTo(0.03, within(1e-12));
        assertThat(rule.routing(1)).isCloseTo(0.15, within(1e-12));
        assertThat(rule.routing(1.5)).isCloseTo(0.63, within(1e-12));
    }

    @Test
    void doesNotGrowBeyondOneAndAHalfFillings() {
        PriceRule rule = new PriceRule(0.01, 0.16, NONE, NONE, 2);
        assertThat(rule.routing(7)).isEqualTo(rule.routing(1.5));
    }

    @Test
    void isTheGeometricMeanOfBothTimeScales() {
        PriceRule rule = new PriceRule(0.01, 0.16, 0.12, NONE, 2);
        // sqrt(0.03 * 0.12)
        assertThat(rule.routing(0.5)).isCloseTo(0.06, within(1e-12));
    }

    @Test
    void isZeroOnALightlyLoadedServer() {
        PriceRule light = new PriceRule(0.01, 0.16, 0.12, NONE, 0.79);
        assertThat(light.routing(0.34)).isZero();
        assertThat(light.routing(0.35)).isPositive();
        PriceRule heavy = new PriceRule(0.01, 0.16, 0.12, NONE, 0.8);
        assertThat(heavy.routing(0.34)).isPositive();
    }

    @Test
    void isZeroForAShortQueueWhileNoRateIsKnown() {
        PriceRule rule = new PriceRule(0.01, 0.16, NONE, NONE, NONE);
        assertThat(rule.routing(0.34)).isZero();
        assertThat(rule.routing(0.5)).isCloseTo(0.03, within(1e-12));
    }

    @Test
    void isZeroWithNothingToChoose() {
        assertThat(PriceRule.FREE.routing(1)).isZero();
    }

    @Test
    void shedsByTheDensityThatIsStillServed() {
        PriceRule rule = new PriceRule(0.01, 0.16, 0.16, 0.48, 9);
        assertThat(rule.admission(1.5)).isCloseTo(0.48, within(1e-12));
        assertThat(rule.admission(0.75)).isCloseTo(0.24, within(1e-12));
        assertThat(rule.routing(1.5)).isCloseTo(0.48, within(1e-12));
    }

    @Test
    void aLowClassAtTheDoorMakesNoLaneTimeCheap() {
        PriceRule rule = new PriceRule(0.01, 0.16, 0.16, 0.002, 9);
        assertThat(rule.admission(1)).isLessThan(0.002);
        // sqrt(0.15 * 0.16)
        assertThat(rule.routing(1)).isCloseTo(0.155, within(0.001));
    }

    @Test
    void risesWithTheBacklog() {
        PriceRule rule = new PriceRule(0.003, 0.2, 0.02, NONE, 1);
        double last = -1;
        for (double z = 0; z < 2; z += 0.01) {
            assertThat(rule.routing(z)).isGreaterThanOrEqualTo(last);
            last = rule.routing(z);
        }
    }
}
