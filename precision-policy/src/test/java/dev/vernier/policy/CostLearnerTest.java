package dev.vernier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CostLearnerTest {
    private static final CostCurve PROFILED = new CostCurve(3e6, 1.2e5, 150);

    @Test
    void startsAtTheProfile() {
        CostLearner learner = new CostLearner(PROFILED);
        assertThat(learner.nanos(4, 100)).isCloseTo(3e6 + 400 * 1.2e5 + 400 * 100 * 150, within(1.0));
        assertThat(learner.curve().alpha()).isEqualTo(3e6);
    }

    @Test
    void learnsCoefficientsThatTheProfileMissed() {
        Random random = Seeds.random("CostLearnerTest");
        CostLearner learner = new CostLearner(PROFILED);
        CostCurve real = new CostCurve(2e6, 1.8e5, 100);
        for (int run = 0; run < 5_000; run++) {
            int rows = 1 + random.nextInt(4);
            int length = 4 + random.nextInt(124);
            double noise = 1 + 0.06 * random.nextGaussian();
            learner.observe(rows, length, (long) (real.nanos(rows, length) * noise), 1);
        }
        for (int length : new int[] {8, 32, 128}) {
            assertThat(learner.nanos(1, length) / real.nanos(1, length)).isCloseTo(1, within(0.03));
        }
    }

    @Test
    void theSlowdownOfTheMachineIsNotLearnedAsCost() {
        CostLearner learner = new CostLearner(PROFILED);
        for (int run = 0; run < 1_000; run++) {
            learner.observe(1, 32, (long) (2 * PROFILED.nanos(1, 32)), 2);
        }
        assertThat(learner.nanos(1, 32) / PROFILED.nanos(1, 32)).isCloseTo(1, within(0.001));
    }

    @Test
    void aPauseOfTheMachineMovesLittle() {
        CostLearner learner = new CostLearner(PROFILED);
        for (int run = 0; run < 200; run++) {
            learner.observe(1, 32, (long) PROFILED.nanos(1, 32), 1);
        }
        learner.observe(1, 32, (long) (50 * PROFILED.nanos(1, 32)), 1);
        assertThat(learner.nanos(1, 32) / PROFILED.nanos(1, 32)).isLessThan(1.05);
    }

    @Test
    void oneLengthForEverDoesNotUnlearnTheOthers() {
        Random random = Seeds.random("CostLearnerTest");
        CostLearner learner = new CostLearner(PROFILED);
        for (int run = 0; run < 50_000; run++) {
            double noise = 1 + 0.06 * random.nextGaussian();
            learner.observe(1, 32, (long) (PROFILED.nanos(1, 32) * noise), 1);
        }
        assertThat(learner.nanos(1, 128) / PROFILED.nanos(1, 128)).isBetween(0.7, 1.3);
    }

    @Test
    void anIdleVariantReturnsToItsProfile() {
        CostLearner learner = new CostLearner(PROFILED);
        for (int run = 0; run < 1_000; run++) {
            learner.observe(1, 32, (long) (1.6 * PROFILED.nanos(1, 32)), 1);
        }
        learner.passInterval();
        assertThat(learner.nanos(1, 32) / PROFILED.nanos(1, 32)).isCloseTo(1.6, within(0.01));
        for (int interval = 0; interval < 300; interval++) {
            learner.passInterval();
        }
        assertThat(learner.nanos(1, 32) / PROFILED.nanos(1, 32)).isCloseTo(1, within(0.01));
    }

    @Test
    void theQuantileGrowsWithTheSpreadAndIsBounded() {
        Random random = Seeds.random("CostLearnerTest");
        ResidualQuantile calm = new ResidualQuantile();
        ResidualQuantile wild = new ResidualQuantile();
        for (int run = 0; run < 1_000; run++) {
            calm.observe(1 + 0.06 * random.nextGaussian());
            wild.observe(Math.exp(random.nextGaussian()));
        }
        assertThat(calm.value()).isBetween(1.05, 1.18);
        assertThat(wild.value()).isEqualTo(1.5);
    }

    @Test
    void theQuantileForgetsWhatIsOld() {
        ResidualQuantile quantile = new ResidualQuantile();
        for (int run = 0; run < 600; run++) {
            quantile.observe(3);
        }
        assertThat(quantile.value()).isEqualTo(1.5);
        for (int run = 0; run < 600; run++) {
            quantile.observe(1);
        }
        assertThat(quantile.value()).isLessThan(1.05);
    }
}
