package dev.vernier.compressor.passes.lowrank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.GraphException;
import java.util.Collections;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class FactorsTest {
    /** Four tokens (1, 10), (-1, 10), (1, -10), (-1, -10): the second channel varies a hundred times as much. */
    private static Gram inputs() {
        Gram gram = new Gram(2);
        gram.add(new float[] {4, 0, 0, 400}, new float[] {0, 0}, 4);
        return gram;
    }

    private static DMatrixRMaj matrix(int columns, double... values) {
        return Dense.of(values.length / columns, columns, values);
    }

    private static void assertProduct(Factors factors, double... expected) {
        assertThat(factors.product().getData()).containsExactly(expected, within(1e-5));
    }

    @Test
    void theBestPairForAMatrixKeepsItsLargestSingularValues() {
        OutputBasis basis = OutputBasis.plain(matrix(3, 0, 3, 0, 0, 0, -2, 1, 0, 0));

        assertThat(basis.energies()).containsExactly(new double[] {9, 4, 1}, within(1e-12));
        assertProduct(basis.factors(2), 0, 3, 0, 0, 0, -2, 0, 0, 0);
    }

    /** The first channel has the larger weight, 5 to 1; the second brings 100 times 1 of variance to the outputs, against 25. */
    @Test
    void theBestPairForTheOutputsKeepsWhatVariesMost() {
        DMatrixRMaj matrix = matrix(2, 5, 0, 0, 1);

        assertProduct(OutputBasis.plain(matrix).factors(1), 5, 0, 0, 0);
        assertProduct(OutputBasis.aware(matrix, inputs()).factors(1), 0, 0, 0, 1);
        assertThat(OutputBasis.aware(matrix, inputs()).energies())
                .containsExactly(new double[] {100, 25}, within(1e-9));
    }

    @Test
    void aWideMatrixHasTheSameBest() {
        DMatrixRMaj matrix = matrix(3, 5, 0, 0, 0, 1, 1);

        assertProduct(OutputBasis.aware(matrix, inputs()).factors(1), 0, 0, 0, 0, 1, 1);
        assertThat(OutputBasis.aware(matrix, inputs()).energies())
                .containsExactly(new double[] {200, 25}, within(1e-9));
    }

    @Test
    void outputsThatNeverVaryHaveOneDirectionOfNothing() {
        assertProduct(OutputBasis.plain(matrix(3, 0, 0, 0, 0, 0, 0)).factors(2), 0, 0, 0, 0, 0, 0);
        assertProduct(OutputSample.factors(matrix(2, 0, 0, 0, 0), inputs(), 2), 0, 0, 0, 0);
    }

    /** The positive part (2 0, 4 0) and the negative (0 1, 0 2) have rank 1 each. */
    @Test
    void nonNegativeFactorsOfBothSignsMakeASignedMatrix() {
        Factors factors = SignedNmf.factors(matrix(2, 2, -1, 4, -2), 2);

        assertProduct(factors, 2, -1, 4, -2);
        for (float value : factors.matrices().get(0).floats()) {
            assertThat(value).isNotNegative();
        }
        assertThat(factors.matrices().get(1).floats()[0]).isPositive();
        assertThat(factors.matrices().get(1).floats()[3]).isNegative();
    }

    /** The third output is twice the first less the second. */
    @Test
    void outputsThatOthersExplainAreMadeOfThem() {
        Factors factors = OutputSample.factors(matrix(3, 1, 0, 2, 0, 1, -1), inputs(), 3);

        assertThat(factors.rank()).isEqualTo(2);
        assertProduct(factors, 1, 0, 2, 0, 1, -1);
    }

    @Test
    void theOutputThatIsExplainedLeastComesNext() {
        DMatrixRMaj kernel = matrix(3, 4, 2, 0, 2, 1, 0, 0, 0, 3);

        assertThat(OutputSample.pivots(kernel, 2)).containsExactly(0, 2);
        assertThat(OutputSample.pivots(kernel, 3)).containsExactly(0, 2);
    }

    @Test
    void aRootSquaredIsTheMatrix() {
        DMatrixRMaj root = Eigenbasis.of(matrix(2, 5, 4, 4, 5)).root();

        assertThat(Dense.transposedProduct(root, root).getData())
                .containsExactly(new double[] {5, 4, 4, 5}, within(1e-12));
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> OutputBasis.plain(matrix(2, 1, Double.NaN, 0, 1)))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no number");
    }

    @Test
    void ranksGoInStepsOfEight() {
        assertThat(Ranks.ofShare(384, 384, 0.5)).isEqualTo(96);
        assertThat(Ranks.ofShare(384, 1536, 0.5)).isEqualTo(152);
        assertThat(Ranks.ofShare(20, 20, 0.5)).isEqualTo(5);
        assertThat(Ranks.ofShare(4, 4, 0.1)).isEqualTo(1);
    }

    /** Half of 2 * 256 parameters is one step, 8 * (16 + 16); the first matrix has all of its energy in it. */
    @Test
    void ranksGoWhereTheyGainMost() {
        Ranks.Candidate steep = new Ranks.Candidate(16, 16, Collections.nCopies(8, 0.125));
        Ranks.Candidate flat = new Ranks.Candidate(16, 16, Collections.nCopies(16, 0.0625));

        assertThat(Ranks.greedy(List.of(flat, steep), 0.5)).containsExactly(1, 8);
    }
}
