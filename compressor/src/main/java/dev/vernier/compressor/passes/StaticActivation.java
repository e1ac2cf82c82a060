package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.ArrayList;
import java.util.List;

/**
 * An activation in unsigned 8-bit integers over a fixed range: the names of its values, scale and zero point. All layers
 * that read the activation share it.
 */
record StaticActivation(String values, String scale, String zeroPoint) {
    static StaticActivation of(Graph graph, String input, Range range) {
        String scale = graph.addWeight(input + "/scale", Weight.scalar(range.scale()));
        String zeroPoint = graph.addWeight(
                input + "/zero_point", Weight.of(WeightType.UINT8, new long[0], new byte[] {(byte) range.zeroPoint()}));
        String values = graph.fresh(input + "/quantized");
        graph.add(Node.of("QuantizeLinear", List.of(input, scale, zeroPoint), values));
        return new StaticActivation(values, scale, zeroPoint);
    }

    /** Puts the integer form of a layer, its bias included, in the layer's place. */
    void multiply(Graph graph, Linear layer) {
        Int8Names matrix = Int8Names.of(graph, layer.weight());
        List<String> inputs = new ArrayList<>(List.of(values, matrix.values(), scale, matrix.scales(), zeroPoint));
        if (layer.biasWeight() != null) {
            inputs.addAll(List.of("", layer.biasWeight()));
            graph.remove(layer.matMul());
        }
        graph.importDomain(Node.MICROSOFT, 1);
        graph.replace(Node.of("MatMulIntegerToFloat", inputs, layer.output()).inDomain(Node.MICROSOFT));
    }
}
