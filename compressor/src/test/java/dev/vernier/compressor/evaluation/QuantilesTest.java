package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.store.measure.Measure;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void theIntervalIsBinomialInRank() {
        double[] oneToThousand =
                IntStream.rangeClosed(1, 1000).mapToDouble(i -> 1001 - i).toArray();
        // 50 +- 1.96 * sqrt(50 * .95)
        assertThat(Quantiles.of(oneToThousand, 0.05)).isEqualTo(new Measure(50, 37, 64, 1000, "paired-bootstrap"));
    }

    @Test
    void staysInsideASmallSample() {
        assertThat(Quantiles.of(new double[] {3, 1, 2}, 0.05)).isEqualTo(new Measure(1, 1, 1, 3, "paired-bootstrap"));
    }
}
