package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class Int8StaticTest {
    private static final Map<String, Range> RANGES = Map.of("x", new Range(-1, 4.1f));

    @Test
    void quantizesASharedInputOnce() {
        Graph quantized = Int8Static.quantize(twoLayers(), RANGES, layer -> true);

        assertThat(quantized.nodes())
                .extracting(Node::op)
                .containsExactly("QuantizeLinear", "MatMulIntegerToFloat", "MatMulIntegerToFloat", "Sub");
        assertThat(weight(quantized, "x/scale").floats()).containsExactly(0.02f);
        assertThat(weight(quantized, "x/zero_point").bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {50}));
    }

    @Test
    void addsTheBiasInTheSameOperator() {
        Graph quantized = Int8Static.quantize(twoLayers(), RANGES, layer -> true);

        assertThat(quantized.producer("with_bias"))
                .extracting(Node::inputs)
                .isEqualTo(List.of("x/quantized", "w/int8", "x/scale", "w/int8_scale", "x/zero_point", "", "bias"));
        assertThat(quantized.producer("without_bias"))
                .extracting(Node::inputs)
                .isEqualTo(List.of("x/quantized", "v/int8", "x/scale", "v/int8_scale", "x/zero_point"));
        assertThat(quantized.weights()).doesNotContainKeys("w", "v");
    }

    @Test
    void leavesTheLayersThatAreNotChosen() {
        Graph quantized =
                Int8Static.quantize(twoLayers(), RANGES, layer -> layer.weight().equals("v"));

        assertThat(quantized.nodes())
                .extracting(Node::op)
                .containsExactly("MatMul", "Add", "QuantizeLinear", "MatMulIntegerToFloat", "Sub");
    }

    private static Graph twoLayers() {
        Graph graph = new Graph("tiny", 7, Map.of("", 11), List.of(new ValueSpec("x", WeightType.FLOAT, null)));
        graph.putWeight("w", Weight.floats(new long[] {2, 1}, 1, 2));
        graph.putWeight("v", Weight.floats(new long[] {2, 1}, 3, 4));
        graph.putWeight("bias", Weight.floats(new long[] {1}, 5));
        graph.add(Node.of("MatMul", List.of("x", "w"), "product"));
        graph.add(Node.of("Add", List.of("product", "bias"), "with_bias"));
        graph.add(Node.of("MatMul", List.of("x", "v"), "without_bias"));
        graph.add(Node.of("Sub", List.of("with_bias", "without_bias"), "y"));
        graph.addOutput(new ValueSpec("y", WeightType.FLOAT, null));
        return graph;
    }

    private static Weight weight(Graph graph, String name) {
        return Objects.requireNonNull(graph.weight(name), name);
    }
}
