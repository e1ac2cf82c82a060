package dev.vernier.compressor.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LbfgsTest {
    /** Rosenbrock's valley in ten dimensions: minimum 0 at (1, ..., 1). */
    private static final Objective VALLEY = new Objective() {
        @Override
        public int dimension() {
            return 10;
        }

        @Override
        public double evaluate(double[] point, double[] gradient) {
            double value = 0;
            Arrays.fill(gradient, 0);
            for (int i = 0; i + 1 < point.length; i++) {
                double bend = point[i + 1] - point[i] * point[i];
                double distance = 1 - point[i];
                value += 100 * bend * bend + distance * distance;
                gradient[i] -= 400 * point[i] * bend + 2 * distance;
                gradient[i + 1] += 200 * bend;
            }
            return value;
        }
    };

    @Test
    void findsTheBottomOfACurvedValley() {
        double[] found = new Lbfgs(1000, 1e-9).minimise(VALLEY, new double[10]);
        for (double coordinate : found) {
            assertThat(coordinate).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void staysWhereTheGradientIsZero() {
        double[] minimum = new double[10];
        Arrays.fill(minimum, 1);
        assertThat(new Lbfgs(1000, 1e-9).minimise(VALLEY, minimum)).isEqualTo(minimum);
    }
}
