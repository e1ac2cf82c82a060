package dev.vernier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FluidPriceTest {
    /** Steps of 0.04 a ms over 2 ms and 0.005 a ms over 4 ms. */
    private static final Hull HULL = Hull.of(new double[] {8e6, 4e6, 2e6}, new double[] {1, 0.98, 0.9});

    /** At 250 requests a second: 0.5 lanes for the cheapest, 0.5 and 1 lanes for the steps. */
    private static FluidPrice fluid() {
        FluidPrice fluid = new FluidPrice();
        fluid.add(HULL, 250e-9);
        return fluid;
    }

    @Test
    void isTheSlopeOfTheStepInWhoseMiddleTheLanesAreFull() {
        assertThat(fluid().at(0.75, 0.5)).isCloseTo(0.04, within(1e-12));
        assertThat(fluid().at(1.5, 0.5)).isCloseTo(0.005, within(1e-12));
    }

    @Test
    void isTheGeometricMeanOfTheNeighboursBetweenTwoSteps() {
        double between = Math.sqrt(0.04 * 0.005);
        assertThat(fluid().at(1 - 1e-9, 0.5)).isCloseTo(between, within(1e-6));
        assertThat(fluid().at(1 + 1e-9, 0.5)).isCloseTo(between, within(1e-6));
    }

    @Test
    void isTheUpperEndWhenTheCheapestFillTheLanes() {
        assertThat(fluid().at(0.5, 0.5)).isCloseTo(0.08, within(1e-12));
        assertThat(fluid().at(0.5, 3)).isCloseTo(0.08, within(1e-12));
    }

    @Test
    void isHalfTheLowestSlopeWhenTheReferenceFits() {
        assertThat(fluid().at(2.1, 0.5)).isCloseTo(0.0025, within(1e-12));
    }

    @Test
    void takesTheStepsOfAllModelsSteepestFirst() {
        FluidPrice fluid = fluid();
        fluid.add(Hull.of(new double[] {3e6, 1e6}, new double[] {1, 0.98}), 500e-9); // 0.01 a ms over 1 lane
        // 0.5 cheapest + 0.5 at 0.04, then 1 lane at 0.01
        assertThat(fluid.at(1.5, 0.5)).isCloseTo(0.01, within(1e-12));
        assertThat(fluid.lowest()).isCloseTo(0.005, within(1e-12));
        assertThat(fluid.highest()).isCloseTo(0.08, within(1e-12));
    }

    @Test
    void reachesFourTimesTheOnlySlope() {
        FluidPrice fluid = new FluidPrice();
        fluid.add(Hull.of(new double[] {3e6, 1e6}, new double[] {1, 0.98}), 500e-9);
        assertThat(fluid.highest()).isCloseTo(0.04, within(1e-12));
    }

    @Test
    void hasNoPriceWithoutSteps() {
        FluidPrice fluid = new FluidPrice();
        assertThat(fluid.lowest()).isZero();
        assertThat(fluid.highest()).isZero();
        assertThat(fluid.at(2, 1)).isZero();
    }
}
