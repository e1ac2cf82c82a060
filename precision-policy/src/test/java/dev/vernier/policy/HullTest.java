package dev.vernier.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HullTest {
    @Test
    void goesFromTheCheapestToTheReferenceSteepestFirst() {
        Hull hull = Hull.of(new double[] {8e6, 4e6, 2e6}, new double[] {1, 0.98, 0.9});
        assertThat(hull.steps()).hasSize(2);
        assertThat(hull.steps().get(0).slope()).isCloseTo(0.04, within(1e-12));
        assertThat(hull.steps().get(0).nanos()).isEqualTo(2e6);
        assertThat(hull.steps().get(1).slope()).isCloseTo(0.005, within(1e-12));
        assertThat(hull.steps().get(1).nanos()).isEqualTo(4e6);
    }

    @Test
    void leavesOutWhatLiesBelowTheLineBetweenItsNeighbours() {
        Hull hull = Hull.of(new double[] {8e6, 7e6, 2e6}, new double[] {1, 0.95, 0.9});
        assertThat(hull.steps()).hasSize(1);
        assertThat(hull.steps().get(0).slope()).isCloseTo(1.0 / 60, within(1e-12));
    }

    @Test
    void leavesOutWhatIsDearerAndNotBetter() {
        Hull with = Hull.of(new double[] {8e6, 6e6, 4e6, 2e6}, new double[] {1, 0.97, 0.98, 0.9});
        Hull without = Hull.of(new double[] {8e6, 4e6, 2e6}, new double[] {1, 0.98, 0.9});
        assertThat(with).isEqualTo(without);
    }

    @Test
    void hasNoStepForOneVariantOrForEqualValues() {
        assertThat(Hull.of(new double[] {8e6}, new double[] {1}).steps()).isEmpty();
        assertThat(Hull.of(new double[] {8e6, 4e6}, new double[] {1, 1}).steps())
                .isEmpty();
        assertThat(Hull.of(new double[] {4e6, 4e6}, new double[] {1, 0.9}).steps())
                .isEmpty();
    }
}
