package dev.vernier.loadtest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlaceTest {
    @Test
    void theRampGoesUpToThreeTimesAndDownAgain() {
        assertThat(Place.ramp(false))
                .extracting(Place::text)
                .containsExactly(
                        "0.3x up",
                        "0.5x up",
                        "1x up",
                        "1.5x up",
                        "2x up",
                        "3x up",
                        "2x down",
                        "1.5x down",
                        "1x down",
                        "0.5x down",
                        "0.3x down");
    }

    @Test
    void aQuickRampHasThreePlaces() {
        assertThat(Place.ramp(true)).extracting(Place::load).containsExactly(0.5, 2.0, 3.0);
    }

    @Test
    void stepsShareTheTimeThatIsLeftWithinTheirBounds() {
        Timetable full = Timetable.FULL;

        assertThat(full.step(33, Duration.ofSeconds(187))).isEqualTo(Duration.ofMillis(4_600));
        assertThat(full.step(33, Duration.ofSeconds(0)))
                .as("no longer than needed")
                .isEqualTo(Duration.ofSeconds(6));
        assertThat(full.step(33, Duration.ofSeconds(900)))
                .as("no shorter than useful")
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(Timetable.QUICK.step(9, Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void nothingIsRepeatedThatDoesNotFit() {
        assertThat(Timetable.FULL.hasTimeFor(Duration.ofSeconds(3), Duration.ofSeconds(300)))
                .isTrue();
        assertThat(Timetable.FULL.hasTimeFor(Duration.ofSeconds(3), Duration.ofSeconds(350)))
                .isFalse();
    }
}
