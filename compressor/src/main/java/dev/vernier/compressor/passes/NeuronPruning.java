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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Removes a share of the neurons of each feed-forward layer, the least needed ones first, and lets the others take over what
 * these contributed. The matrices become smaller, so any runtime is faster.
 */
public final class NeuronPruning implements Pass {
    /** Widths that are no multiple of a vector register's length waste part of it. */
    private static final int WIDTH_STEP = 16;

    private static final long SEED = 29;

    private final double share;
    private final Criterion criterion;

    /** Which neurons go. */
    public enum Criterion {
        /** Those whose loss is least once the others have made up for them; see {@link NeuronSelection}. */
        OBS,
        /** Those with the smallest weights; nothing makes up for them. */
        MAGNITUDE,
        /** Any: what every other criterion must beat. */
        RANDOM
    }

    /** {@code share} of the neurons to remove, in (0,1). */
    public NeuronPruning(double share, Criterion criterion) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("the share of neurons to remove must be in (0,1), not " + share);
        }
        this.share = share;
        this.criterion = criterion;
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
        ObjectNode facts =
                JsonNodeFactory.instance.objectNode().put("share", share).put("criterion", Pass.word(criterion));
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
        int[] kept = switch (criterion) {
            case OBS ->
                new NeuronSelection(gram.productsWithOne(), width + 1, width, weights).remove(Math.max(0, removed));
            case MAGNITUDE -> highest(magnitudes(weights, width), width - removed);
            case RANDOM -> highest(new Random(SEED).doubles(width).toArray(), width - removed);
        };
        return PrunedLayer.of(graph, layer, kept, weights);
    }

    /** The squared length of each neuron's row. */
    private static double[] magnitudes(double[] weights, int neurons) {
        int outputs = weights.length / (neurons + 1);
        double[] magnitudes = new double[neurons];
        for (int i = 0; i < neurons * outputs; i++) {
            magnitudes[i / outputs] += weights[i] * weights[i];
        }
        return magnitudes;
    }

    /** The places of the highest ranks, ascending. */
    static int[] highest(double[] ranks, int count) {
        return IntStream.range(0, ranks.length)
                .boxed()
                .sorted(Comparator.comparingDouble(place -> -ranks[place]))
                .limit(count)
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
    }
}
