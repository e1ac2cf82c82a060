package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.store.measure.Measure;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedRoundsTest {
    /** Seven rounds of ten texts; in the fourth something else slowed both variants down. */
    private static final SpeedRounds ROUNDS = new SpeedRounds(
            List.of(
                    List.of(40_000_000L, 42_000_000L, 44_000_000L, 90_000_000L, 40_000_000L, 41_000_000L, 40_000_000L),
                    List.of(20_000_000L, 20_000_000L, 20_000_000L, 45_000_000L, 25_000_000L, 20_500_000L, 20_000_000L)),
            List.of(List.of(1L), List.of(1L)),
            10);

    @Test
    void speedupIsTheMedianOfTheRoundsRatios() {
        assertThat(ROUNDS.speedup(1)).isEqualTo(new Measure(2, 1.6, 2.2, 7, "interleaved-median"));
        assertThat(ROUNDS.speedup(0)).isEqualTo(new Measure(1, 1, 1, 7, "interleaved-median"));
    }

    @Test
    void latencyIsThatOfOneText() {
        assertThat(ROUNDS.latencyMillis(0).value()).isEqualTo(4.1);
        assertThat(ROUNDS.latencyMillis(1).value()).isEqualTo(2);
    }
}
