package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A graph with an input for each layer of units, by which these are multiplied: 0 masks one. So one session tries all. */
final class UnitMasks {
    private static final String MASK = "vernier.mask.";

    private UnitMasks() {}

    static Graph of(UnitLayers units) {
        List<ValueSpec> inputs = new ArrayList<>(units.graph().inputs());
        for (int place : units.places()) {
            inputs.add(new ValueSpec(MASK + place, WeightType.FLOAT, List.of(ValueSpec.Axis.free("inputs"))));
        }
        Graph graph = units.graph().withInputs(inputs);
        for (int place : units.places()) {
            Node matMul = units.layers().get(place).projection().matMul();
            String masked = new Emitter(graph, matMul.output() + "/mask").op("Mul", matMul.input(0), MASK + place);
            graph.replace(matMul.withInputs(List.of(masked, matMul.input(1))));
        }
        graph.sort();
        return graph;
    }

    /** Values of these inputs with which only one unit is missing. */
    static Map<String, Weight> without(UnitLayers units, int layer, int unit) {
        Map<String, Weight> masks = new LinkedHashMap<>();
        for (int place : units.places()) {
            float[] mask = new float[units.layers().get(place).inputs()];
            Arrays.fill(mask, 1);
            for (int input : place == layer ? units.layers().get(place).inputsOf(unit) : new int[0]) {
                mask[input] = 0;
            }
            masks.put(MASK + place, Weight.floats(new long[] {mask.length}, mask));
        }
        return masks;
    }
}
