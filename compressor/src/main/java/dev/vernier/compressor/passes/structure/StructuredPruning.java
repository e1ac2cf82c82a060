package dev.vernier.compressor.passes.structure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.Probe;
import dev.vernier.compressor.passes.Search;
import dev.vernier.compressor.passes.structure.OptionSearch.Found;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Takes heads, neurons and whole blocks out of a graph until its linear layers multiply so many times less, from each layer as
 * much as a search finds best: by what each is worth to the final output, measured for each level of each layer alone, on texts
 * that nothing was fitted to. What is chosen is then taken out in order and fitted to all texts, with moments from the graph as it
 * is by then: bridges first, units by OBS behind them.
 */
public final class StructuredPruning implements Pass {
    private final double speedup;
    private final Search search;

    /** {@code speedup} in multiplications: those of now over those that are to be left. */
    public StructuredPruning(double speedup, Search search) {
        if (!(speedup > 1)) {
            throw new IllegalArgumentException("the speed-up must be above 1, not " + speedup);
        }
        this.speedup = speedup;
        this.search = search;
    }

    @Override
    public String name() {
        return "structured-pruning";
    }

    @Override
    public Outcome apply(Graph graph, Calibration calibration) {
        List<UnitLayer> layers = layers(graph);
        if (layers.isEmpty()) {
            throw new GraphException("the graph has neither heads nor neurons that can be removed");
        }
        List<Stretch> stretches = Stretch.all(graph);
        // Kept apart for measuring; half of the texts where there are few.
        int probes = Math.min(Probe.TEXTS, (calibration.size() + 1) / 2);
        UnitLayers units = new UnitLayers(graph, layers, calibration.first(Math.max(1, calibration.size() - probes)));
        ObjectNode facts =
                JsonNodeFactory.instance.objectNode().put("speedup", speedup).put("search", Pass.word(search));
        Map<String, Integer> kept = new HashMap<>();
        Set<String> bridged = new HashSet<>();
        try (Trials trials = Trials.open(units, stretches, calibration.last(probes))) {
            for (Option option : found(units, stretches, trials, facts).options()) {
                option.levels()
                        .forEach((place, level) -> kept.put(
                                layers.get(place).projection().output(),
                                trials.levels(place).get(level).kept()));
                option.bridges()
                        .forEach(block -> bridged.add(stretches.get(block).to()));
            }
        }
        Graph smaller = pruned(bridged(graph, calibration, bridged, facts), calibration, kept, facts);
        facts.put("multiplications", Options.multiplications(smaller));
        return new Outcome(smaller, facts);
    }

    private static List<UnitLayer> layers(Graph graph) {
        return Stream.concat(UnitLayer.heads(graph).stream(), UnitLayer.neurons(graph, 1).stream())
                .toList();
    }

    /** The best of what the searches find; the card tells of each. */
    private Found found(UnitLayers units, List<Stretch> stretches, Trials trials, ObjectNode facts) {
        Options options = Options.measured(units, stretches, trials);
        long all = Options.multiplications(units.graph());
        OptionSearch choices = new OptionSearch(
                options.parts(), (long) Math.ceil(all - all / speedup), trials::divergence, options.measured() + 1);
        facts.put("multiplications_before", all);
        ArrayNode searches = facts.putArray("searches");
        List<Found> found = new ArrayList<>();
        for (Search one : search.each()) {
            Found best = choices.find(one)
                    .orElseThrow(() -> new GraphException(String.format(
                            Locale.ROOT,
                            "not so many multiplications can be saved: with the least of every layer left it is a speed-up of"
                                    + " %.2f, not %s",
                            (double) all / (all - choices.most()),
                            speedup)));
            searches.addObject()
                    .put("search", Pass.word(one))
                    .put("multiplications", all - best.saved())
                    .put("divergence", best.divergence())
                    .put("measurements", best.measured());
            found.add(best);
        }
        return Collections.min(found, Comparator.comparingDouble(Found::divergence));
    }

    /** Bridges in the place of the blocks that end in these values, from the first to the last. */
    private static Graph bridged(Graph original, Calibration calibration, Set<String> ends, ObjectNode facts) {
        ArrayNode bridges = facts.putArray("bridges");
        Graph graph = original;
        for (Stretch stretch : Stretch.all(original)) {
            if (ends.contains(stretch.to())) {
                bridges.add(stretch.to());
                graph = Stretch.all(graph).stream()
                        .filter(now -> now.to().equals(stretch.to()))
                        .findFirst()
                        .orElseThrow()
                        .bridged(graph, calibration);
            }
        }
        return graph;
    }

    /** {@code kept}: how many units of a layer are left, by the name of its projection's output; all where nothing is said. */
    private static Graph pruned(Graph graph, Calibration calibration, Map<String, Integer> kept, ObjectNode facts) {
        UnitLayers units = new UnitLayers(graph, layers(graph), calibration);
        ArrayNode left = facts.putArray("layers");
        List<Integer> gone = new ArrayList<>();
        for (UnitLayer layer : units.layers()) {
            String output = layer.projection().output();
            int some = kept.getOrDefault(output, layer.units());
            gone.add(layer.units() - some);
            left.addObject()
                    .put("projection", output)
                    .put("units", layer.units())
                    .put("kept", some);
        }
        return units.keeping(units.kept(UnitCriterion.OBS.order(units, gone), gone), true);
    }
}
