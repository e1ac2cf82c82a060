package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.WeightType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Linear layers in 8-bit integers, weights signed and per output channel, activations unsigned over the range that the
 * batch at hand has, and LSTMs likewise; the weights of GRUs and convolutions, whose integer operators do not exist or are
 * slower, in 8 bits for the file only. Needs no calibration. An answer depends slightly on what else is in the batch.
 *
 * <p>Linear layers are written in standard operators, in the pattern that ONNX Runtime fuses into MatMulIntegerToFloat and
 * DynamicQuantizeMatMul.
 */
public final class Int8Dynamic implements Pass {
    @Override
    public String name() {
        return "int8-dynamic";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        List<Linear> layers = Linear.all(graph);
        List<OtherLayer> others = OtherLayer.all(graph);
        OtherLayer.requireAny(layers, others);
        Map<String, List<String>> activations = new HashMap<>();
        for (Linear layer : layers) {
            List<String> activation =
                    activations.computeIfAbsent(layer.input(), input -> quantizeActivation(graph, input));
            multiply(graph, layer, activation);
        }
        int lstms = 0;
        for (OtherLayer layer : others) {
            if (DynamicLstm.fits(layer)) {
                DynamicLstm.quantize(graph, layer.node());
                lstms++;
            } else {
                layer.store(graph);
            }
        }
        graph.removeDead();
        graph.sort();
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("matmuls_quantized", layers.size())
                .put("lstms_quantized", lstms)
                .put("others_stored", others.size() - lstms);
        return new Outcome(graph, facts);
    }

    /** Names of the value, its scale and its zero point; one quantisation for all layers that read the same input. */
    private static List<String> quantizeActivation(Graph graph, String input) {
        List<String> outputs = List.of(
                graph.fresh(input + "/quantized"), graph.fresh(input + "/scale"), graph.fresh(input + "/zero_point"));
        graph.add(
                Node.of("DynamicQuantizeLinear", List.of(input), outputs.get(0)).withOutputs(outputs));
        return outputs;
    }

    private static void multiply(Graph graph, Linear layer, List<String> activation) {
        String output = layer.matMul().output();
        Int8Names matrix = Int8Names.of(graph, layer.weight());
        String product = graph.fresh(output + "/MatMulInteger");
        String asFloat = graph.fresh(output + "/Cast");
        String scale = graph.fresh(output + "/scale");
        graph.add(Node.of("MatMulInteger", List.of(activation.get(0), matrix.values(), activation.get(2)), product));
        graph.add(Node.of("Cast", List.of(product), asFloat).with("to", Attribute.of(WeightType.FLOAT.code())));
        graph.add(Node.of("Mul", List.of(activation.get(1), matrix.scales()), scale));
        graph.replace(Node.of("Mul", List.of(asFloat, scale), output));
    }
}
