package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
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
    /** Below this share of the error without scaling the extra operator pays; see RATIONALE. */
    private static final double WORTHWHILE = 0.9;

    private final BlockFormat format;
    private final Rounding rounding;
    private final Scaling scaling;

    /** What is done to channels before weights are rounded. */
    public enum Scaling {
        NONE,
        /** Those with large values are divided by a number and their weights multiplied by it; see {@link AwqSearch}. */
        AWQ
    }

    /** Without scaling. */
    public WeightOnly(BlockFormat format, Rounding rounding) {
        this(format, rounding, Scaling.NONE);
    }

    public WeightOnly(BlockFormat format, Rounding rounding, Scaling scaling) {
        this.format = format;
        this.rounding = rounding;
        this.scaling = scaling;
    }

    @Override
    public String name() {
        return "weight-only";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        List<OtherLayer> others = OtherLayer.all(original);
        OtherLayer.requireAny(Linear.all(original), others);
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("matmuls_quantized", Linear.all(original).size())
                .put("others_stored", others.size())
                .put("bits", format.bits())
                .put("block", format.blockSize())
                .put("symmetric", format.isSymmetric())
                .put("rounding", Pass.word(rounding))
                .put("scaling", Pass.word(scaling));
        Graph scaled = scaling == Scaling.AWQ ? scaled(original, calibration, facts.putArray("activations")) : original;
        Graph graph = rounded(scaled, calibration);
        others.forEach(other -> other.store(graph));
        graph.removeDead();
        graph.sort();
        return new Outcome(graph, facts);
    }

    private Graph scaled(Graph original, Calibration calibration, ArrayNode activations) {
        Graph graph = original.copy();
        Lanes.inOrder(
                calibration.threads(),
                moments(original, calibration).entrySet(),
                moments -> new AwqSearch(
                                original, Linear.readers(original, moments.getKey()), format, moments.getValue())
                        .best(),
                (moments, best) -> activations.add(best.putInto(graph, moments.getKey(), WORTHWHILE)));
        graph.removeDead();
        graph.sort();
        return graph;
    }

    private Graph rounded(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, Gram> moments = moments(original, calibration);
        // The threads read the original: the copy changes while they work.
        Lanes.inOrder(
                calibration.threads(),
                Linear.all(original),
                layer -> BlockLayer.of(
                        format, rounding, layer.matrix(original), Objects.requireNonNull(moments.get(layer.input()))),
                (layer, rounded) -> rounded.putInto(graph, layer));
        return graph;
    }

    private static Map<String, Gram> moments(Graph graph, Calibration calibration) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        Linear.all(graph)
                .forEach(layer -> sizes.put(layer.input(), layer.matrix(graph).size(0)));
        return calibration.grams(graph, sizes);
    }
}
