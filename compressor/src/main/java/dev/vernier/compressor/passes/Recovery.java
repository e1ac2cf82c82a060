package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What passes share that bring layer after layer of a variant closer to the reference. */
final class Recovery {
    private Recovery() {}

    /**
     * Layers by how many of them lie above at most, from the first to the last: those of one stage do not read each other.
     *
     * @param value of a layer that tells where it stands
     */
    static <T> Collection<List<T>> stages(Graph graph, List<T> layers, Function<T, String> value) {
        Map<String, Integer> depths = new HashMap<>();
        Map<Integer, List<T>> stages = new TreeMap<>();
        Map<String, T> byValue = layers.stream().collect(Collectors.toMap(value, layer -> layer));
        for (Node node : graph.nodes()) {
            int depth = node.inputs().stream()
                    .mapToInt(input -> depths.getOrDefault(input, 0))
                    .max()
                    .orElse(0);
            T layer = byValue.get(node.output());
            if (layer != null) {
                stages.computeIfAbsent(depth, number -> new ArrayList<>()).add(layer);
                depth++;
            }
            for (String output : node.outputs()) {
                depths.put(output, depth);
            }
        }
        return stages.values();
    }

    /** The graph that came out, with the divergence from the reference before and after among the facts. */
    static Pass.Outcome outcome(ObjectNode facts, Graph before, Graph after, Calibration calibration) {
        float[][] answers = calibration.outputs(calibration.reference());
        Divergence metric = Divergence.of(calibration.reference());
        facts.put("divergence_before", metric.mean(answers, calibration.outputs(before)));
        facts.put("divergence_after", metric.mean(answers, calibration.outputs(after)));
        return new Pass.Outcome(after, facts);
    }
}
