package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphSizeTest {
    private final Graph graph = new Graph("sizes", 8, Map.of("", 14), List.of());

    @Test
    void aWeightThatIsZeroIsNoParameterInAnyFormat() {
        graph.putWeight("fp32", Weight.floats(new long[] {1, 4}, 0, -0f, 1, 2));
        graph.putWeight(
                "fp16", Weight.of(WeightType.FLOAT16, new long[] {1, 3}, new byte[] {0, 0, 0, (byte) 0x80, 0, 60}));
        graph.putWeight("int8", Weight.of(WeightType.INT8, new long[] {1, 5}, new byte[] {0, 1, -1, 0, 127}));
        graph.add(Node.of("MatMulInteger", List.of("x", "int8"), "y"));

        assertThat(GraphSize.of(graph).parameters()).isEqualTo(2 + 1 + 3);
    }

    @Test
    void vectorsAndShapesAreNoParameters() {
        graph.putWeight("bias", Weight.floats(new long[] {2}, 1, 2));
        graph.putWeight("indices", Weight.longs(new long[] {1, 2}, 3, 4));

        assertThat(GraphSize.of(graph).parameters()).isZero();
    }
}
