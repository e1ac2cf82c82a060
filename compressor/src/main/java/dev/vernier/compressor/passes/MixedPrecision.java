package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Static 8-bit integers, except in the layers where they hurt the final output most for what they save: those stay fp32. A
 * layer's sensitivity is the divergence of the output when it alone is quantised; layers are given back to fp32 in the order
 * of sensitivity per multiplication, until the divergence of the whole is down to the wanted share of what it was.
 */
public final class MixedPrecision implements Pass {
    /** Enough texts for an order that does not change with more of them; see RATIONALE. */
    private static final int PROBE_TEXTS = 32;

    private final double lossShare;

    /** {@code lossShare}: the divergence to reach, as a share of that of the graph with every layer quantised. */
    public MixedPrecision(double lossShare) {
        if (!(lossShare > 0 && lossShare < 1)) {
            throw new IllegalArgumentException("the share of the loss must be in (0,1), not " + lossShare);
        }
        this.lossShare = lossShare;
    }

    @Override
    public String name() {
        return "mixed";
    }

    @Override
    public Outcome apply(Graph graph, Calibration calibration) {
        Map<String, Range> ranges = Int8Static.ranges(graph, calibration);
        List<Linear> layers = Linear.all(graph);
        try (Probe probe = new Probe(
                graph,
                List.of(alone -> Int8Static.quantize(alone, ranges, layer -> true)),
                calibration.first(PROBE_TEXTS))) {
            List<Double> sensitivities = sensitivities(probe, layers.size());
            List<Integer> order = order(graph, layers, sensitivities);
            double all = probe.divergence(chosen(layers.size(), Set.of()));
            int kept = fewest(probe, order, all * lossShare);
            Set<Integer> fp32 = new HashSet<>(order.subList(0, kept));
            ObjectNode facts = JsonNodeFactory.instance
                    .objectNode()
                    .put("loss_share", lossShare)
                    .put("divergence_all_int8", all)
                    .put("divergence", probe.divergence(chosen(layers.size(), fp32)));
            facts.set("matmuls", facts(graph, layers, sensitivities, fp32));
            return new Outcome(quantize(graph, ranges, layers, fp32), facts);
        }
    }

    private static List<Double> sensitivities(Probe probe, int layers) {
        List<Double> sensitivities = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            float[] choices = new float[layers];
            choices[layer] = 1;
            sensitivities.add(probe.divergence(choices));
        }
        return sensitivities;
    }

    /** Places of the layers, the one first whose return to fp32 gains most for its cost. */
    private static List<Integer> order(Graph graph, List<Linear> layers, List<Double> sensitivities) {
        List<Integer> order = new ArrayList<>();
        for (int place = 0; place < layers.size(); place++) {
            order.add(place);
        }
        order.sort(Comparator.comparingDouble(
                place -> -sensitivities.get(place) / multiplications(graph, layers.get(place))));
        return order;
    }

    /** How many of the first layers must be fp32 for the divergence to reach the target. */
    private static int fewest(Probe probe, List<Integer> order, double target) {
        int low = 0;
        int high = order.size();
        while (low < high) {
            int middle = (low + high) / 2;
            double divergence = probe.divergence(chosen(order.size(), new HashSet<>(order.subList(0, middle))));
            if (divergence <= target) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static float[] chosen(int layers, Set<Integer> fp32) {
        float[] choices = new float[layers];
        for (int layer = 0; layer < layers; layer++) {
            choices[layer] = fp32.contains(layer) ? 0 : 1;
        }
        return choices;
    }

    private static Graph quantize(Graph graph, Map<String, Range> ranges, List<Linear> layers, Set<Integer> fp32) {
        Set<Linear> kept = new HashSet<>();
        fp32.forEach(place -> kept.add(layers.get(place)));
        return Int8Static.quantize(graph, ranges, layer -> !kept.contains(layer));
    }

    /** Multiplications a token. */
    private static long multiplications(Graph graph, Linear layer) {
        Weight matrix = Objects.requireNonNull(graph.weight(layer.weight()));
        return matrix.elements();
    }

    private static ArrayNode facts(Graph graph, List<Linear> layers, List<Double> sensitivities, Set<Integer> fp32) {
        ArrayNode facts = JsonNodeFactory.instance.arrayNode();
        for (int place = 0; place < layers.size(); place++) {
            Linear layer = layers.get(place);
            String name = layer.matMul().name();
            facts.addObject()
                    .put("matmul", name.isEmpty() ? layer.matMul().output() : name)
                    .put("sensitivity", sensitivities.get(place))
                    .put("multiplications", multiplications(graph, layer))
                    .put("format", fp32.contains(place) ? "fp32" : "int8");
        }
        return facts;
    }
}
