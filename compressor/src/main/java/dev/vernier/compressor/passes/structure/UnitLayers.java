package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The layers of a graph that can lose units, and what the calibration texts tell about them. */
record UnitLayers(Graph graph, List<UnitLayer> layers, Calibration calibration) {
    UnitLayers {
        layers = List.copyOf(layers);
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
        Map<String, Gram> byTensor = calibration.grams(graph, inputSizes());
        List<Gram> grams = new ArrayList<>();
        for (UnitLayer layer : layers) {
            String input = layer.projection().input();
            Gram gram = Objects.requireNonNull(byTensor.get(input));
            double trace = gram.trace();
            if (!(trace > 0 && trace < Double.POSITIVE_INFINITY)) {
                throw new GraphException("the calibration texts tell nothing about the units of " + input
                        + ": their values are " + (trace == 0 ? "all 0" : "not finite"));
            }
            grams.add(gram);
        }
        return grams;
    }
}
