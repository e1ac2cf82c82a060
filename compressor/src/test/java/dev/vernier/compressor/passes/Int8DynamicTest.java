package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Int8DynamicTest {
    private static final Calibration CALIBRATION = new Calibration(List.of(new Encoding(new int[] {1}, 1, 1)), 1);

    @Test
    void scalesEachOutputChannelByItsLargestWeight() {
        Weight matrix = Weight.floats(new long[] {2, 3}, 127, -0.5f, 0, -2, 0.25f, 0);

        Int8Matrix quantized = Int8Matrix.of("w", matrix);

        assertThat(quantized.values().bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {127, -127, 0, -2, 64, 0}));
        assertThat(quantized.scales().floats()).containsExactly(1, 0.5f / 127, 1);
    }

    @Test
    void refusesAGraphWithoutLinearLayers() {
        Graph empty =
                new Graph("empty", 6, Map.of("", 11), List.of(new ValueSpec("input_ids", WeightType.INT64, List.of())));

        assertThatThrownBy(() -> new Int8Dynamic().apply(empty, CALIBRATION))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no MatMul");
    }

    @Test
    void refusesAWeightThatIsNoNumber() {
        Weight matrix = Weight.floats(new long[] {1, 2}, 1, Float.NaN);

        assertThatThrownBy(() -> Int8Matrix.of("w", matrix)).hasMessageContaining("weight w");
    }
}
