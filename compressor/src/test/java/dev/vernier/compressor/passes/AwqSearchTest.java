package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sixteen channels in one block of 4 bits, whose step is 1 for a weight of -8; the first has values of 16, all others of 1. */
class AwqSearchTest {
    private static final int CHANNELS = 16;

    /** 0.4 becomes 0: (16 * 0.4)^2. */
    @Test
    void measuresTheErrorOfTheOutputs() {
        assertThat(search(false, 0).best().errorUnscaled()).isCloseTo(40.96, within(1e-5));
    }

    /**
     * With the first channel's weight r = 16^alpha times as large against -8, 0.4 becomes the nearest multiple of 1/r. Of alpha =
     * 0.1, 0.2, ..., 1 that is nearest for 0.9: 5 / 12.1257 = 0.41235, and (16 * 0.01235)^2.
     */
    @Test
    void dividesByThePowerWithTheLeastError() {
        ChannelScales best = search(false, 0).best();

        assertThat(best.alpha()).isCloseTo(0.9, within(1e-9));
        assertThat(best.error()).isCloseTo(0.03903, within(1e-4));
        // the square roots of 12.1257 and of 1 / 12.1257
        assertThat(best.values().floats()[0]).isCloseTo(3.48220f, within(1e-4f));
        assertThat(best.values().floats()[5]).isCloseTo(0.28718f, within(1e-4f));
    }

    /** The first channel is always 16: the bias takes back what is always lost. */
    @Test
    void aBiasTakesTheMeanOfTheErrorBack() {
        assertThat(search(true, 16).best().errorUnscaled()).isCloseTo(0, within(1e-5));
        assertThat(search(false, 16).best().errorUnscaled()).isCloseTo(40.96, within(1e-5));
    }

    private static AwqSearch search(boolean hasBias, float mean) {
        Graph graph = new Graph("tiny", 8, Map.of("", 14), List.of(new ValueSpec("x", WeightType.FLOAT, null)));
        float[] weights = new float[CHANNELS];
        weights[0] = 0.4f;
        weights[2] = -8;
        graph.putWeight("w", Weight.floats(new long[] {CHANNELS, 1}, weights));
        graph.putWeight("b", Weight.floats(new long[] {1}, 1));
        graph.add(Node.of("MatMul", List.of("x", "w"), "product"));
        if (hasBias) {
            graph.add(Node.of("Add", List.of("product", "b"), "y"));
        }
        float[] products = new float[CHANNELS * CHANNELS];
        for (int channel = 0; channel < CHANNELS; channel++) {
            products[channel * CHANNELS + channel] = channel == 0 ? 256 : 1;
        }
        float[] sums = new float[CHANNELS];
        sums[0] = mean;
        Gram moments = new Gram(CHANNELS);
        moments.add(products, sums, 1);
        return new AwqSearch(graph, Linear.readers(graph, "x"), new BlockFormat(4, CHANNELS, true), moments);
    }
}
