package dev.vernier.compressor.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.Weight;
import org.junit.jupiter.api.Test;

class MagnitudeMaskTest {
    private final Weight matrix = Weight.floats(new long[] {2, 4}, 1, -2, 3, 4, 5, -6, 7, .5f);

    @Test
    void theSmallestMagnitudesGo() {
        assertThat(MagnitudeMask.blocks(matrix, .5, 1).floats()).containsExactly(0, 0, 0, 4, 5, -6, 7, 0);
    }

    @Test
    void theBlockWithTheSmallestSumOfSquaresGoes() {
        assertThat(MagnitudeMask.blocks(matrix, .5, 2).floats()).containsExactly(0, 0, 3, 4, 0, 0, 7, .5f);
    }

    @Test
    void nothingOrEverythingMayGo() {
        assertThat(MagnitudeMask.blocks(matrix, 0, 1).floats()).containsExactly(matrix.floats());
        assertThat(MagnitudeMask.blocks(matrix, 1, 1).floats()).containsOnly(0);
    }
}
