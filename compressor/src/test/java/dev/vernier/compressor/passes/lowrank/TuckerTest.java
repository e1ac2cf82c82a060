package dev.vernier.compressor.passes.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class TuckerTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(48, 2);

    /** 2 in one corner of the first matrix, 1 in the middle of the second. */
    private static final List<DMatrixRMaj> TWO = List.of(
            Dense.of(3, 3, new double[] {2, 0, 0, 0, 0, 0, 0, 0, 0}),
            Dense.of(3, 3, new double[] {0, 0, 0, 0, 1, 0, 0, 0, 0}));

    @Test
    void twoDirectionsHoldBothMatricesAndOneHoldsTheLarger() {
        StackedFactors two = StackedFactors.of(TWO, 2, 2);
        StackedFactors one = StackedFactors.of(TWO, 1, 1);

        assertProduct(two.of(0), 2, 0, 0, 0, 0, 0, 0, 0, 0);
        assertProduct(two.of(1), 0, 0, 0, 0, 1, 0, 0, 0, 0);
        assertProduct(one.of(0), 2, 0, 0, 0, 0, 0, 0, 0, 0);
        assertProduct(one.of(1), 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static void assertProduct(Factors factors, double... expected) {
        assertThat(factors.product().getData()).containsExactly(expected, within(1e-6));
    }

    /**
     * Half of 6 * 384 * 384 is 442,368: 2 * 384 * 214 + 6 * 214 * 214 = 439,128 are below it, with 215 it is 442,470; 208 is 26 * 8.
     * Half of 2 * 32 * 64 is 2,048: 32 * 10 + 2 * 10 * 20 + 20 * 64 = 2,000 are below it; steps of 8 make 8 and 16 of that.
     */
    @Test
    void theRanksAreTheLargestThatKeepTheShare() {
        assertThat(Tucker.ranks(6, 384, 384, 0.5)).containsExactly(208, 208);
        assertThat(Tucker.ranks(2, 32, 64, 0.5)).containsExactly(8, 16);
    }

    @Test
    void blocksShareTwoFactorsAndHaveACoreEach() {
        Pass.Outcome outcome = new Tucker(0.5).apply(GRAPH, TEXTS);
        Graph graph = outcome.graph();

        assertThat(outcome.facts().get("roles")).hasSize(6);
        Linear first = Linear.of(graph, Objects.requireNonNull(graph.producer("a.up.product")))
                .orElseThrow();
        Linear second = Linear.of(graph, Objects.requireNonNull(graph.producer("b.up.product")))
                .orElseThrow();
        assertThat(first.weight()).isEqualTo(second.weight()).isEqualTo("a.up/right");
        assertThat(graph.weights()).containsKeys("a.up/core", "b.up/core").doesNotContainKeys("a.up", "b.up");
        assertThat(Linear.all(graph)).hasSize(36);
    }

    @Test
    void oneBlockHasNothingToShare() {
        Graph one = TinyEncoder.graph();
        one.replaceUses("a.hidden", "embedded");
        one.removeDead();

        assertThatThrownBy(() -> new Tucker(0.5).apply(one, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no two transformer blocks");
    }
}
