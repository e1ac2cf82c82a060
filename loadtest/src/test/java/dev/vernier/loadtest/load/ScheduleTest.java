package dev.vernier.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    @Test
    void spacesConstantArrivalsEqually() {
        Schedule schedule =
                Schedule.of(List.of(Segment.step(4, Duration.ofSeconds(1))), Arrivals.CONSTANT, 1, 1_000_000);

        assertThat(offsetsNanos(schedule)).containsExactly(250_000_000L, 500_000_000L, 750_000_000L);
    }

    @Test
    void reachesTheIntegralOfARamp() {
        Schedule schedule = Schedule.of(List.of(new Segment(0, 100, TEN_SECONDS)), Arrivals.CONSTANT, 1, 1_000_000);

        assertThat(schedule.size()).isBetween(499, 500);
        assertThat(schedule.offsetNanos(124) / 1e9)
                .as("a quarter of the requests by half of the time")
                .isEqualTo(5);
    }

    @Test
    void goesDownARampAsItGoesUp() {
        Segment down = new Segment(100, 0, TEN_SECONDS);

        assertThat(down.secondsUntil(375)).isCloseTo(5, within(1e-9));
        assertThat(down.secondsUntil(500)).isCloseTo(10, within(1e-9));
    }

    @Test
    void continuesFromOneSegmentToTheNext() {
        Schedule schedule = Schedule.of(
                List.of(Segment.step(10, TEN_SECONDS), Segment.step(1_000, Duration.ofSeconds(1))),
                Arrivals.CONSTANT,
                1,
                1_000_000);

        assertThat(schedule.size()).isEqualTo(1_099);
        assertThat(schedule.offsetNanos(99) / 1e9).isEqualTo(10);
        assertThat(schedule.offsetNanos(100) / 1e9).isCloseTo(10.001, within(1e-9));
        assertThat(schedule.duration()).isEqualTo(Duration.ofSeconds(11));
    }

    @Test
    void spreadsPoissonArrivalsAsAPoissonProcess() {
        long seed = Long.getLong("seed", System.nanoTime());
        Schedule schedule = Schedule.of(List.of(Segment.step(1_000, TEN_SECONDS)), Arrivals.POISSON, seed, 1_000_000);

        double[] gaps = IntStream.range(1, schedule.size())
                .mapToDouble(i -> (schedule.offsetNanos(i) - schedule.offsetNanos(i - 1)) / 1e6)
                .toArray();
        double mean = IntStream.range(0, gaps.length)
                .mapToDouble(i -> gaps[i])
                .average()
                .orElse(0);
        long aboveMean =
                IntStream.range(0, gaps.length).filter(i -> gaps[i] > 1).count();
        assertThat(mean).as("mean gap in ms, seed " + seed).isBetween(0.94, 1.06);
        assertThat((double) aboveMean / gaps.length)
                .as("share above the mean is 1/e, seed " + seed)
                .isCloseTo(Math.exp(-1), within(0.03));
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(offsetsNanos(poisson(7))).isEqualTo(offsetsNanos(poisson(7))).isNotEqualTo(offsetsNanos(poisson(8)));
    }

    @Test
    void endsAtTheLargestNumberOfRequests() {
        Schedule schedule = Schedule.of(List.of(Segment.step(1_000, TEN_SECONDS)), Arrivals.POISSON, 1, 17);

        assertThat(schedule.size()).isEqualTo(17);
    }

    @Test
    void refusesARateOrDurationThatIsNotPositive() {
        assertThatThrownBy(() -> Segment.step(0, TEN_SECONDS)).hasMessageContaining("must be positive");
        assertThatThrownBy(() -> Segment.step(Double.NaN, TEN_SECONDS)).hasMessageContaining("must be positive");
        assertThatThrownBy(() -> Segment.step(1, Duration.ZERO)).hasMessageContaining("must be positive");
    }

    private static Schedule poisson(long seed) {
        return Schedule.of(List.of(Segment.step(100, Duration.ofSeconds(1))), Arrivals.POISSON, seed, 1_000_000);
    }

    private static List<Long> offsetsNanos(Schedule schedule) {
        return IntStream.range(0, schedule.size())
                .mapToObj(schedule::offsetNanos)
                .toList();
    }
}
