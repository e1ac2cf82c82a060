package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Schedule;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CourseTest {
    private static final Course CROWD = Course.crowd(100, 600, Duration.ofSeconds(60));
    private static final Course RAMP = Course.ramp(100, 600, Duration.ofSeconds(20));

    @Test
    void aCrowdComesAndGoesAtOnce() {
        assertThat(CROWD.busyFrom()).isEqualTo(Duration.ofSeconds(20));
        assertThat(CROWD.calmFrom()).isEqualTo(Duration.ofSeconds(35));
        assertThat(CROWD.rpsAt(19.9)).isEqualTo(100);
        assertThat(CROWD.rpsAt(20.1)).isEqualTo(600);
        assertThat(CROWD.rpsAt(34.9)).isEqualTo(600);
        assertThat(CROWD.rpsAt(35.1)).isEqualTo(100);
        assertThat(CROWD.rpsAt(70)).as("after its end").isEqualTo(100);
    }

    @Test
    void aRampGoesUpAndDownInStraightLines() {
        assertThat(RAMP.calmFrom()).isEqualTo(Duration.ofSeconds(16));
        assertThat(RAMP.rpsAt(4)).isCloseTo(350, within(1e-9));
        assertThat(RAMP.rpsAt(8)).isCloseTo(600, within(1e-9));
        assertThat(RAMP.rpsAt(12)).isCloseTo(350, within(1e-9));
        assertThat(RAMP.rpsAt(18)).isEqualTo(100);
    }

    @Test
    void arrivalsFollowTheCourse() {
        Schedule schedule = CROWD.plan(List.of(0, 1, 2), 7).schedule();

        assertThat(schedule.duration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(arrivals(schedule, 0, 20)).isBetween(1_850L, 2_150L);
        assertThat(arrivals(schedule, 20, 35)).isBetween(8_700L, 9_300L);
        assertThat(arrivals(schedule, 35, 60)).isBetween(2_350L, 2_650L);
    }

    @Test
    void theSameSeedAsksTheSameTextsAtTheSameTimes() {
        Plan one = RAMP.plan(List.of(3, 5, 9), 11);
        Plan other = RAMP.plan(List.of(3, 5, 9), 11);

        assertThat(one.size()).isEqualTo(other.size());
        assertThat(IntStream.range(0, one.size()))
                .allMatch(row -> one.text(row) == other.text(row)
                        && one.schedule().offsetNanos(row) == other.schedule().offsetNanos(row));
    }

    private static long arrivals(Schedule schedule, int fromSecond, int toSecond) {
        return IntStream.range(0, schedule.size())
                .filter(row -> schedule.offsetNanos(row) >= fromSecond * 1_000_000_000L
                        && schedule.offsetNanos(row) < toSecond * 1_000_000_000L)
                .count();
    }
}
