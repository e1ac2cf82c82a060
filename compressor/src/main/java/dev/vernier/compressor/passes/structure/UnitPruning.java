package dev.vernier.compressor.passes.structure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.structure.UnitSelection.Removal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Removes a share of the neurons of the feed-forward layers or of the heads of the attentions, the least needed ones first, and
 * lets the others take over what these contributed. The matrices become smaller, so any runtime is faster.
 */
public final class UnitPruning implements Pass {
    private final String name;
    private final Function<Graph, List<UnitLayer>> finder;
    private final String missing;
    private final double share;
    private final Selection selection;

    /** Where a share is counted. */
    public enum Scope {
        /** In each layer. */
        LAYER,
        /** In all layers together: some lose more than others, none the last of its units. */
        MODEL
    }

    /**
     * Which units go, and what becomes of the others.
     *
     * @param reconstruct whether the weights of the others are fitted anew to the layer's output, by least squares
     */
    public record Selection(UnitCriterion criterion, Scope scope, boolean reconstruct) {
        /** What a recipe gets that says nothing. */
        public static final Selection DEFAULT = new Selection(UnitCriterion.OBS, Scope.LAYER, true);
    }

    private UnitPruning(
            String name, Function<Graph, List<UnitLayer>> finder, String missing, double share, Selection selection) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share of " + name.replace("-pruning", "s") + " to remove must be in (0,1), not " + share);
        }
        this.name = name;
        this.finder = finder;
        this.missing = missing;
        this.share = share;
        this.selection = selection;
    }

    /**
     * Removes neurons.
     *
     * @param share to remove, in (0,1)
     * @param group how many neurons, next to each other, go together
     */
    public static UnitPruning neurons(double share, int group, Selection selection) {
        if (group < 1) {
            throw new IllegalArgumentException("a group has at least one neuron, not " + group);
        }
        return new UnitPruning(
                "neuron-pruning",
                graph -> UnitLayer.neurons(graph, group),
                "the graph has no feed-forward layers whose neurons can be removed"
                        + (group == 1 ? "" : " in groups of " + group),
                share,
                selection);
    }

    /** Removes heads, {@code share} of them, in (0,1). */
    public static UnitPruning heads(double share, Selection selection) {
        return new UnitPruning(
                "head-pruning",
                UnitLayer::heads,
                "the graph has no attention whose heads can be removed: queries, keys and values of a layer each, split into"
                        + " several heads by a Reshape to a constant shape",
                share,
                selection);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        List<UnitLayer> layers = finder.apply(original);
        if (layers.isEmpty()) {
            throw new GraphException(missing);
        }
        UnitLayers units = new UnitLayers(original, layers, calibration);
        List<List<Removal>> orders = selection.criterion.order(units, most(layers));
        List<int[]> kept = units.kept(orders, counts(layers, orders));
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("share", share)
                .put("criterion", Pass.word(selection.criterion))
                .put("scope", Pass.word(selection.scope))
                .put("reconstruct", selection.reconstruct);
        ArrayNode left = facts.putArray("kept");
        kept.forEach(some -> left.add(some.length));
        return new Outcome(units.keeping(kept, selection.reconstruct), facts);
    }

    /** How many units of each layer could go at most. */
    private List<Integer> most(List<UnitLayer> layers) {
        return layers.stream()
                .map(layer -> layer.units()
                        - (selection.scope == Scope.LAYER
                                ? layer.rounded(layer.units() * (1 - share))
                                : layer.rounded(0)))
                .toList();
    }

    /** How many units of each layer go. */
    private List<Integer> counts(List<UnitLayer> layers, List<List<Removal>> orders) {
        if (selection.scope == Scope.LAYER) {
            return orders.stream().map(List::size).toList();
        }
        int all = layers.stream().mapToInt(UnitLayer::units).sum();
        int[] counts = new int[layers.size()];
        IntStream.range(0, counts.length)
                .boxed()
                .flatMap(place -> orders.get(place).stream().map(removal -> Map.entry(place, removal.loss())))
                .sorted(Map.Entry.comparingByValue())
                .limit(Math.round(all * share))
                .forEach(removal -> counts[removal.getKey()]++);
        return IntStream.range(0, counts.length)
                .mapToObj(place -> layers.get(place).units()
                        - layers.get(place).rounded(layers.get(place).units() - counts[place]))
                .toList();
    }
}
