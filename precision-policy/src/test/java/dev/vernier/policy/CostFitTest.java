package dev.vernier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CostFitTest {
    private static final int[] LENGTHS = {8, 16, 32, 64, 128, 256};
    private static final int[] ROWS = {1, 4};

    @Test
    void findsTheCurveThatTheTimesLieOn() {
        CostCurve curve = fit(new CostCurve(400_000, 90_000, 120), 0);

        assertThat(curve.alpha()).isCloseTo(400_000, within(1.0));
        assertThat(curve.beta()).isCloseTo(90_000, within(0.1));
        assertThat(curve.gamma()).isCloseTo(120, within(0.001));
    }

    @Test
    void staysNearTheTimesWhenTheyAreNoisy() {
        CostCurve truth = new CostCurve(400_000, 90_000, 120);

        CostCurve curve = fit(truth, 0.05);

        for (int length : LENGTHS) {
            assertThat(curve.nanos(1, length) / truth.nanos(1, length)).isBetween(0.9, 1.1);
        }
    }

    @Test
    void givesNoNegativeCoefficient() {
        CostFit fit = new CostFit();
        fit.add(1, 10, 100);
        fit.add(1, 20, 210);
        fit.add(1, 30, 310);

        CostCurve curve = fit.curve();

        assertThat(curve.alpha()).isZero();
        assertThat(curve.nanos(1, 20)).isCloseTo(207, within(5.0));
    }

    @Test
    void onePointDeterminesOneCoefficient() {
        CostFit fit = new CostFit();
        fit.add(1, 32, 7_000_000);

        assertThat(fit.curve().nanos(1, 32)).isCloseTo(7_000_000, within(1.0));
    }

    private static CostCurve fit(CostCurve truth, double noise) {
        long seed = Long.getLong("seed", 7);
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        CostFit fit = new CostFit();
        for (int rows : ROWS) {
            for (int length : LENGTHS) {
                fit.add(rows, length, truth.nanos(rows, length) * (1 + noise * random.nextGaussian()));
            }
        }
        return fit.curve();
    }
}
