package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A convolution in 8-bit integers, its input and its output over the ranges that they had on the sample texts: QLinearConv.
 * The bias is in 32 bits, in steps of the input's times the channel's.
 *
 * @param node a Conv with constant fp32 weights and, if it has one, a constant bias
 */
record StaticConv(Node node) {
    /** All convolutions that can be quantised, in the graph's order. */
    static List<StaticConv> all(Graph graph) {
        return OtherLayer.all(graph).stream()
                .map(OtherLayer::node)
                .filter(node -> node.is("Conv"))
                .filter(node -> node.input(2).isEmpty() || graph.isConstant(node.input(2)))
                .map(StaticConv::new)
                .toList();
    }

    String input() {
        return node.input(0);
    }

    String output() {
        return node.output();
    }

    /** Puts the integer form in the convolution's place. */
    void quantize(Graph graph, StaticActivation input, Range inputRange, Range outputRange) {
        String name = node.input(1);
        Int8Matrix rows = Int8Matrix.ofRows(name, Objects.requireNonNull(graph.weight(name)), 1);
        float[] scales = rows.scales().floats();
        long[] channels = {scales.length};
        String outputScale = graph.addWeight(output() + "/scale", Weight.scalar(outputRange.scale()));
        String outputZero = graph.addWeight(
                output() + "/zero_point",
                Weight.of(WeightType.UINT8, new long[0], new byte[] {(byte) outputRange.zeroPoint()}));
        List<String> inputs = new ArrayList<>(List.of(input.values(), input.scale(), input.zeroPoint()));
        inputs.add(graph.addWeight(name + "/int8", rows.values()));
        inputs.add(graph.addWeight(name + "/int8_scale", Weight.floats(channels, scales)));
        inputs.add(graph.addWeight(name + "/int8_zero", Weight.of(WeightType.INT8, channels, new byte[scales.length])));
        inputs.addAll(List.of(outputScale, outputZero));
        Weight bias = graph.weight(node.input(2));
        if (bias != null) {
            inputs.add(graph.addWeight(node.input(2) + "/int32", rounded(bias, inputRange.scale(), scales)));
        }
        String values = graph.fresh(output() + "/quantized");
        graph.add(new Node("QLinearConv", "", values, inputs, List.of(values), node.attributes(), node.note()));
        graph.replace(Node.of("DequantizeLinear", List.of(values, outputScale, outputZero), output()));
    }

    private static Weight rounded(Weight bias, float inputScale, float[] scales) {
        float[] values = bias.floats();
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int channel = 0; channel < values.length; channel++) {
            bytes.putInt(Math.round(values[channel] / (inputScale * scales[channel])));
        }
        return Weight.of(WeightType.INT32, bias.shape(), bytes.flip());
    }
}
