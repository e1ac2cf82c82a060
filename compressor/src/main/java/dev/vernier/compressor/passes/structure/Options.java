package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What can be taken out of a graph, part by part, with what each option saves and loses. */
final class Options {
    private final UnitLayers units;
    private final Trials trials;
    private final List<List<Option>> parts = new ArrayList<>();
    private int measured;

    private Options(UnitLayers units, Trials trials) {
        this.units = units;
        this.trials = trials;
    }

    /**
     * The options of each block that can go as a whole, of its layers as of itself, and of each other layer. Every level of a layer
     * and every bridge is measured alone; losses of the layers of a block add up.
     */
    static Options measured(UnitLayers units, List<Stretch> stretches, Trials trials) {
        Options options = new Options(units, trials);
        Set<UnitLayer> left = new HashSet<>(units.layers());
        for (int block = 0; block < stretches.size(); block++) {
            List<UnitLayer> inside = stretches.get(block).inside(units.graph(), units.layers());
            left.removeAll(inside);
            List<Option> part = options.levels(inside);
            part.add(options.bridge(block, stretches.get(block)));
            options.parts.add(part);
        }
        units.layers().stream()
                .filter(left::contains)
                .forEach(layer -> options.parts.add(options.levels(List.of(layer))));
        return options;
    }

    List<List<Option>> parts() {
        return parts;
    }

    /** How many divergences were measured. */
    int measured() {
        return measured;
    }

    /** Every level of each of these layers with every one of the others. */
    private List<Option> levels(List<UnitLayer> layers) {
        List<Option> all = new ArrayList<>(List.of(Option.NONE));
        for (UnitLayer layer : layers) {
            List<Option> alone = levels(layer, units.layers().indexOf(layer));
            for (Option before : List.copyOf(all)) {
                alone.forEach(option -> all.add(together(before, option)));
            }
        }
        return all;
    }

    private List<Option> levels(UnitLayer layer, int place) {
        List<Option> options = new ArrayList<>();
        for (int level = 1; level < trials.levels(place).size(); level++) {
            int gone = layer.units() - trials.levels(place).get(level).kept();
            options.add(measured(
                    new Option(Map.of(place, level), Set.of(), gone * layer.unitMultiplications(units.graph()), 0)));
        }
        return options;
    }

    private Option bridge(int block, Stretch stretch) {
        long bridge = (long) stretch.width() * stretch.width();
        long saved = multiplications(units.graph()) - multiplications(stretch.without(units.graph())) - bridge;
        return measured(new Option(Map.of(), Set.of(block), saved, 0));
    }

    private Option measured(Option option) {
        measured++;
        return new Option(option.levels(), option.bridges(), option.saved(), trials.divergence(List.of(option)));
    }

    private static Option together(Option one, Option other) {
        Map<Integer, Integer> levels = new LinkedHashMap<>(one.levels());
        levels.putAll(other.levels());
        return new Option(levels, Set.of(), one.saved() + other.saved(), one.loss() + other.loss());
    }

    /** Of all linear layers, a token. */
    static long multiplications(Graph graph) {
        return Linear.all(graph).stream()
                .mapToLong(layer -> layer.matrix(graph).elements())
                .sum();
    }
}
