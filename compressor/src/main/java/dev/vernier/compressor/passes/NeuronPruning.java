package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Block;
import dev.vernier.compressor.graph.Block.FeedForward;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Removes a share of the neurons of each feed-forward layer, the least needed ones first, and lets the others take over what
 * these contributed: see {@link NeuronSelection}. The matrices become smaller, so any runtime is faster.
 */
public final class NeuronPruning implements Pass {
    /** Widths that are no multiple of a vector register's length waste part of it. */
    private static final int WIDTH_STEP = 16;

    private final double share;

    /** {@code share} of the neurons to remove, in (0,1). */
    public NeuronPruning(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("the share of neurons to remove must be in (0,1), not " + share);
        }
        this.share = share;
    }

    @Override
    public String name() {
        return "neuron-pruning";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph graph = original.copy();
        List<FeedForward> layers = prunable(graph);
        Map<String, Integer> sizes = new LinkedHashMap<>();
        layers.forEach(layer -> sizes.put(layer.down().input(), width(graph, layer)));
        Map<String, Gram> grams = calibration.grams(graph, sizes);
        ObjectNode facts = JsonNodeFactory.instance.objectNode().put("share", share);
        List<Integer> kept = new ArrayList<>();
        // The threads read the original: the copy changes while they work.
        Lanes.inOrder(
                calibration.threads(),
                layers,
                layer -> prune(
                        original,
                        layer,
                        Objects.requireNonNull(grams.get(layer.down().input()))),
                (layer, pruned) -> {
                    pruned.putInto(graph, layer);
                    kept.add(pruned.neurons());
                });
        facts.set(
                "neurons_kept",
                JsonNodeFactory.instance
                        .arrayNode()
                        .addAll(kept.stream()
                                .map(JsonNodeFactory.instance::numberNode)
                                .toList()));
        graph.removeDead();
        return new Outcome(graph, facts);
    }

    private static List<FeedForward> prunable(Graph graph) {
        List<FeedForward> layers = BlockMatcher.match(graph).stream()
                .map(Block::feedForward)
                .filter(layer -> layer != null && PrunedLayer.isPossible(graph, layer))
                .map(Objects::requireNonNull)
                .toList();
        if (layers.isEmpty()) {
            throw new GraphException("the graph has no feed-forward layers whose neurons can be removed");
        }
        return layers;
    }

    private static int width(Graph graph, FeedForward layer) {
        return Objects.requireNonNull(graph.weight(layer.down().weight())).size(0);
    }

    private PrunedLayer prune(Graph graph, FeedForward layer, Gram gram) {
        int width = width(graph, layer);
        int removed = width - Math.max(1, Math.round((float) (width * (1 - share)) / WIDTH_STEP)) * WIDTH_STEP;
        double[] weights = PrunedLayer.weightsWithBias(graph, layer);
        NeuronSelection selection = new NeuronSelection(gram.productsWithOne(), width + 1, width, weights);
        int[] kept = selection.remove(Math.max(0, removed));
        return PrunedLayer.of(graph, layer, kept, weights);
    }
}
