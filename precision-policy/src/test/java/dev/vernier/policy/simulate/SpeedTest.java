package dev.vernier.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SpeedTest {
    @Test
    void workTakesLongerWhereTheSpeedIsLower() {
        Speed speed = Speed.steps(new long[] {0, 100, 200}, new double[] {1, 0.5, 1});
        assertThat(speed.finish(0, 100)).isEqualTo(100);
        assertThat(speed.finish(50, 100)).isEqualTo(200);
        assertThat(speed.finish(50, 110)).isEqualTo(210);
        assertThat(speed.finish(300, 7)).isEqualTo(307);
    }

    @Test
    void nothingIsDoneInAPause() {
        Speed speed = Speed.steps(new long[] {0, 100, 200}, new double[] {1, 0, 1});
        assertThat(speed.finish(90, 20)).isEqualTo(210);
        assertThat(speed.finish(150, 1)).isEqualTo(201);
        assertThat(speed.capacity(90, 210)).isEqualTo(20);
    }

    @Test
    void capacityUntilTheFinishIsTheWork() {
        Random random = Seeded.random("SpeedTest");
        Speed speed = Speed.wandering(random, 10, 0.3);
        for (int draw = 0; draw < 1_000; draw++) {
            long start = (long) (random.nextDouble() * 9e9);
            double work = random.nextDouble() * 5e8;
            assertThat(speed.capacity(start, speed.finish(start, work))).isCloseTo(work, within(3.0));
        }
    }
}
