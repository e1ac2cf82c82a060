package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.ChannelStatistics;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Divides each channel of what a linear layer reads by a number of its own and multiplies the matching row of the matrix by
 * it (SmoothQuant), so that a few channels with large values no longer spoil the 8-bit steps of all the others. Changes
 * nothing in fp32, and nothing at all where there is no linear layer; comes before a pass that quantises. See {@link
 * ChannelScales} for where the division goes.
 */
public final class ChannelScaling implements Pass {
    /** Below this share of the error without scaling the extra operator pays; see RATIONALE. */
    private static final double WORTHWHILE = 0.7;

    @Override
    public String name() {
        return "channel-scaling";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        Map<String, Integer> sizes = new LinkedHashMap<>();
        for (Linear layer : Linear.all(graph)) {
            sizes.put(layer.input(), layer.matrix(graph).size(0));
        }
        ArrayNode tensors = JsonNodeFactory.instance.arrayNode();
        calibration.channels(graph, sizes).forEach((input, channels) -> tensors.add(scale(graph, input, channels)));
        graph.removeDead();
        graph.sort();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.set("activations", tensors);
        return new Outcome(graph, facts);
    }

    private static ObjectNode scale(Graph graph, String input, ChannelStatistics channels) {
        List<Weight> matrices = Linear.readers(graph, input).stream()
                .map(layer -> layer.matrix(graph))
                .toList();
        return new ScaleSearch(channels, matrices).best().putInto(graph, input, WORTHWHILE);
    }
}
