package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Weights of linear layers in 4 or 8 bits with a scale for each block, activations in fp32 (in the kernel rounded to 8 bits,
 * block by block): ONNX Runtime's MatMulNBits. Small files, short texts; the answer to a text does not depend on its batch.
 * The weights of recurrent layers and convolutions, which have no such operator, are in 8 bits in the file and fp32 in memory.
 */
public final class WeightOnly implements Pass {
    private final BlockFormat format;
    private final Rounding rounding;

    public WeightOnly(BlockFormat format, Rounding rounding) {
        this.format = format;
        this.rounding = rounding;
    }

    @Override
    public String name() {
        return "weight-only";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        List<Linear> layers = Linear.all(original);
        List<OtherLayer> others = OtherLayer.all(original);
        OtherLayer.requireAny(layers, others);
        Map<String, Gram> moments = moments(original, layers, calibration);
        // The threads read the original: the copy changes while they work.
        Lanes.inOrder(
                calibration.threads(),
                layers,
                layer -> BlockLayer.of(
                        format, rounding, layer.matrix(original), Objects.requireNonNull(moments.get(layer.input()))),
                (layer, rounded) -> rounded.putInto(graph, layer));
        others.forEach(other -> other.store(graph));
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts(layers.size(), others.size()));
    }

    private static Map<String, Gram> moments(Graph graph, List<Linear> layers, Calibration calibration) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        layers.forEach(layer -> sizes.put(layer.input(), layer.matrix(graph).size(0)));
        return calibration.grams(graph, sizes);
    }

    private ObjectNode facts(int layers, int others) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("matmuls_quantized", layers)
                .put("others_stored", others)
                .put("bits", format.bits())
                .put("block", format.blockSize())
                .put("symmetric", format.isSymmetric())
                .put("rounding", Pass.word(rounding));
    }
}
