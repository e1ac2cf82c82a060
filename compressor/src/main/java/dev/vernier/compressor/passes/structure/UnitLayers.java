package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.calibrate.Lanes;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.structure.UnitSelection.Removal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The layers of a graph that can lose units, and what the calibration texts tell about them. Not thread-safe. */
final class UnitLayers {
    private final Graph graph;
    private final List<UnitLayer> layers;
    private final Calibration calibration;
    private @Nullable List<Gram> grams;

    UnitLayers(Graph graph, List<UnitLayer> layers, Calibration calibration) {
        this.graph = graph;
        this.layers = List.copyOf(layers);
        this.calibration = calibration;
    }

    Graph graph() {
        return graph;
    }

    List<UnitLayer> layers() {
        return layers;
    }

    Calibration calibration() {
        return calibration;
    }

    /** For each projection's input how wide it is. */
    Map<String, Integer> inputSizes() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        layers.forEach(layer -> sizes.put(layer.projection().input(), layer.inputs()));
        return sizes;
    }

    /**
     * Second moments of each layer's units.
     *
     * @throws GraphException when least squares can do nothing with them
     */
    List<Gram> grams() {
        List<Gram> known = grams;
        if (known == null) {
            Map<String, Gram> byTensor = calibration.grams(graph, inputSizes());
            known = layers.stream()
                    .map(layer -> usable(
                            layer,
                            Objects.requireNonNull(
                                    byTensor.get(layer.projection().input()))))
                    .toList();
            grams = known;
        }
        return known;
    }

    private static Gram usable(UnitLayer layer, Gram gram) {
        double trace = gram.trace();
        if (!(trace > 0 && trace < Double.POSITIVE_INFINITY)) {
            throw new GraphException("the calibration texts tell nothing about the units of "
                    + layer.projection().input() + ": their values are " + (trace == 0 ? "all 0" : "not finite"));
        }
        return gram;
    }

    /** The units of each layer that are left when so many of an order are gone, ascending. */
    List<int[]> kept(List<List<Removal>> orders, List<Integer> counts) {
        List<int[]> kept = new ArrayList<>();
        for (UnitLayer layer : layers) {
            Set<Integer> gone = orders.get(kept.size()).stream()
                    .limit(counts.get(kept.size()))
                    .map(Removal::unit)
                    .collect(Collectors.toSet());
            kept.add(IntStream.range(0, layer.units())
                    .filter(unit -> !gone.contains(unit))
                    .toArray());
        }
        return kept;
    }

    /**
     * The graph with these units of each layer only.
     *
     * @param reconstruct whether the weights of the others are fitted anew to the layer's output, by least squares
     */
    Graph keeping(List<int[]> kept, boolean reconstruct) {
        Graph smaller = graph.copy();
        List<Gram> moments = reconstruct ? grams() : List.of();
        // The threads read the original: the copy changes while they work.
        Lanes.inOrder(
                calibration.threads(),
                places(),
                place -> weights(layers.get(place), kept.get(place), reconstruct ? moments.get(place) : null),
                (place, weights) -> layers.get(place).keep(smaller, kept.get(place), weights));
        smaller.removeDead();
        smaller.sort();
        return smaller;
    }

    private double[] weights(UnitLayer layer, int[] kept, @Nullable Gram gram) {
        double[] weights = layer.weights(graph);
        return gram == null || kept.length == layer.units()
                ? weights
                : Reconstruction.of(gram, layer.inputsOf(kept), weights, layer.outputs(graph));
    }

    /** The number of each layer. */
    List<Integer> places() {
        return IntStream.range(0, layers.size()).boxed().toList();
    }
}
