package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Random random = Seeded.random("ArrivalsTest");

    private double rate(Arrivals arrivals, double seconds) {
        double[] times = arrivals.times(random, seconds);
        assertThat(times).isSorted();
        assertThat(Arrays.stream(times)).allMatch(time -> time >= 0 && time < seconds);
        return times.length / seconds;
    }

    @Test
    void comeAtTheirRate() {
        assertThat(rate(Arrivals.poisson(100), 1_000)).isCloseTo(100, within(2.0));
        assertThat(rate(Arrivals.bursty(100), 20_000)).isCloseTo(100, within(5.0));
        assertThat(rate(Arrivals.gamma(100, 8), 2_000)).isCloseTo(100, within(5.0));
        assertThat(rate(Arrivals.ramp(50, 150, 1_000), 1_000)).isCloseTo(100, within(2.0));
        assertThat(rate(Arrivals.square(50, 150, 10), 1_000)).isCloseTo(100, within(2.0));
        assertThat(rate(Arrivals.flash(50, 300, 1_000), 1_000)).isCloseTo(75, within(2.0));
    }

    @Test
    void gammaGapsVaryAsAsked() {
        double[] times = Arrivals.gamma(100, 8).times(random, 5_000);
        double[] gaps = new double[times.length - 1];
        Arrays.setAll(gaps, gap -> times[gap + 1] - times[gap]);
        double mean = Arrays.stream(gaps).average().orElseThrow();
        double variance = Arrays.stream(gaps)
                .map(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElseThrow();
        assertThat(variance / mean / mean).isCloseTo(8, within(0.6));
    }

    @Test
    void aDayHasAPeakAndATrough() {
        double[] times = Arrivals.social(100, 100).times(random, 100);
        long night = Arrays.stream(times).filter(time -> time < 15 || time > 85).count();
        long day = Arrays.stream(times).filter(time -> time > 35 && time < 65).count();
        assertThat(day).isGreaterThan(2 * night);
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        Population population = Population.texts(25, 60);
        assertThat(population.trace("a", Arrivals.bursty(50), 5, 7))
                .isEqualTo(population.trace("a", Arrivals.bursty(50), 5, 7));
    }
}
