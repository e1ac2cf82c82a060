package dev.vernier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SlowdownFilterTest {
    @Test
    void startsAtOne() {
        assertThat(new SlowdownFilter().slowdown()).isEqualTo(1);
    }

    @Test
    void followsALastingSlowdownWithinHalfASecond() {
        SlowdownFilter filter = new SlowdownFilter();
        for (int tick = 0; tick < 5; tick++) {
            filter.observe(20, 40);
        }
        assertThat(filter.slowdown()).isCloseTo(2, within(0.06));
    }

    @Test
    void believesNothingBeyondFour() {
        SlowdownFilter filter = new SlowdownFilter();
        for (int tick = 0; tick < 50; tick++) {
            filter.observe(20, 2_000);
        }
        assertThat(filter.slowdown()).isLessThanOrEqualTo(4);
    }

    @Test
    void returnsToOneWhenNothingRuns() {
        SlowdownFilter filter = new SlowdownFilter();
        filter.observe(20, 80);
        for (int tick = 0; tick < 30; tick++) {
            filter.observe(0, 0);
        }
        assertThat(filter.slowdown()).isCloseTo(1, within(0.15));
    }
}
