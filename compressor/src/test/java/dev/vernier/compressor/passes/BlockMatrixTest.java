package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Weight;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockMatrixTest {
    private static final BlockFormat ASYMMETRIC = new BlockFormat(4, 16, false);
    private static final BlockFormat SYMMETRIC = new BlockFormat(4, 16, true);

    /** 0, 1, ..., 15, two to a byte, the earlier one in the lower half. */
    private static final ByteBuffer ALL_NIBBLES =
            ByteBuffer.wrap(new byte[] {0x10, 0x32, 0x54, 0x76, (byte) 0x98, (byte) 0xba, (byte) 0xdc, (byte) 0xfe});

    @Test
    void givesABlockTheStepsBetweenItsEnds() {
        double[] weights = IntStream.range(0, 16).mapToDouble(i -> i / 2.0 - 2).toArray();
        BlockMatrix matrix = new BlockMatrix(ASYMMETRIC, 16, 1);

        Rounding.NEAREST.apply(matrix, ASYMMETRIC, new Gram(16), weights, 16);

        assertThat(matrix.values().bytes()).isEqualTo(ALL_NIBBLES);
        assertThat(matrix.scales().floats()).containsExactly(0.5f);
        assertThat(matrix.zeros().bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {4}));
    }

    @Test
    void givesTheSideThatReachesFartherTheOneNumberMore() {
        double[] weights = IntStream.range(0, 16).mapToDouble(i -> 8 - i).toArray();
        BlockMatrix matrix = new BlockMatrix(SYMMETRIC, 16, 1);

        Rounding.NEAREST.apply(matrix, SYMMETRIC, new Gram(16), weights, 16);

        assertThat(matrix.values().bytes()).isEqualTo(ALL_NIBBLES);
        assertThat(matrix.scales().floats()).containsExactly(-1);
    }

    /** Inputs 0 and 1 are always equal: what rounding 0.4 down loses, the other one takes over and becomes 1. */
    @Test
    void makesUpForARoundingErrorInTheInputsBehind() {
        double[] weights = new double[16];
        weights[0] = 0.4;
        weights[1] = 0.4;
        weights[2] = -8;
        float[] products = new float[256];
        products[0] = products[1] = products[16] = products[17] = 1;
        Gram moments = new Gram(16);
        moments.add(products, new float[16], 1);

        Rounding.GPTQ.apply(new BlockMatrix(SYMMETRIC, 16, 1), SYMMETRIC, moments, weights, 16);

        assertThat(weights).startsWith(0, 1, -8);
    }

    @Test
    void remembersWhatTheMeanOfAnOutputLost() {
        float[] weights = new float[16];
        weights[0] = 0.4f;
        weights[2] = -8;
        float[] sums = new float[16];
        sums[0] = 10;
        Gram moments = new Gram(16);
        moments.add(new float[256], sums, 2);

        BlockLayer layer =
                BlockLayer.of(SYMMETRIC, Rounding.NEAREST, Weight.floats(new long[] {16, 1}, weights), moments);

        // the input's mean is 5, and 0.4 has become 0
        assertThat(layer.drift().floats()).containsExactly(2);
    }

    @Test
    void fitsIntoRowsThatAreAWholeNumberOfSmallerBlocks() {
        BlockFormat wide = new BlockFormat(8, 128, true);

        assertThat(wide.fitting(384)).contains(wide);
        assertThat(wide.fitting(96)).contains(new BlockFormat(8, 32, true));
        assertThat(wide.fitting(24)).isEqualTo(Optional.empty());
        // three zero points of 4 bits would share a byte with the next row's
        assertThat(new BlockFormat(4, 128, false).fitting(384)).contains(new BlockFormat(4, 64, false));
    }

    @Test
    void refusesBlocksThatNoKernelKnows() {
        assertThatThrownBy(() -> new BlockFormat(3, 32, true)).hasMessageContaining("4 or 8 bits");
        assertThatThrownBy(() -> new BlockFormat(4, 24, true)).hasMessageContaining("power of two");
        assertThatThrownBy(() -> new BlockFormat(4, 8, true)).hasMessageContaining("from 16");
    }
}
