package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Histogram;
import dev.vernier.compressor.calibrate.Range;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Ranges of activations, each by the calibrator with which the final output moves least when the layers that read that
 * activation, and they alone, are quantised: measured with the kernels of the variant, not predicted from the values.
 *
 * @param ranges by tensor
 * @param facts every calibrator's divergence for each tensor, the winner, and how often each won
 */
record CalibratedRanges(Map<String, Range> ranges, ObjectNode facts) {
    private static final List<Calibrator> CALIBRATORS = List.of(Calibrator.values());

    static CalibratedRanges of(Graph graph, Calibration calibration) {
        Map<String, Range> all = Int8Static.ranges(graph, calibration);
        Map<String, Range> moving = calibration.movingRanges(graph, all.keySet());
        Map<String, Histogram> histograms = calibration.histograms(graph, all);
        List<Map<String, Range>> candidates = new ArrayList<>();
        List<UnaryOperator<Graph>> formats = new ArrayList<>();
        for (Calibrator calibrator : CALIBRATORS) {
            Map<String, Range> ranges = new LinkedHashMap<>();
            histograms.forEach((tensor, values) ->
                    ranges.put(tensor, calibrator.range(values, Objects.requireNonNull(moving.get(tensor)))));
            candidates.add(ranges);
            formats.add(alone -> Int8Static.quantize(alone, ranges, layer -> true));
        }
        try (Probe probe = new Probe(graph, formats, calibration.first(Probe.TEXTS))) {
            return chosen(Linear.all(graph), candidates, probe);
        }
    }

    private static CalibratedRanges chosen(List<Linear> layers, List<Map<String, Range>> candidates, Probe probe) {
        Map<String, Range> ranges = new LinkedHashMap<>();
        ArrayNode tensors = JsonNodeFactory.instance.arrayNode();
        int[] wins = new int[CALIBRATORS.size()];
        for (String tensor : candidates.get(0).keySet()) {
            ObjectNode facts = tensors.addObject().put("tensor", tensor);
            int winner = 0;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < CALIBRATORS.size(); i++) {
                double divergence = probe.divergence(readersOf(layers, tensor, i + 1));
                facts.put(CALIBRATORS.get(i).word(), divergence);
                if (divergence < least) {
                    winner = i;
                    least = divergence;
                }
            }
            wins[winner]++;
            Range range = Objects.requireNonNull(candidates.get(winner).get(tensor));
            facts.put("chosen", CALIBRATORS.get(winner).word())
                    .put("low", range.low())
                    .put("high", range.high());
            ranges.put(tensor, range);
        }
        return new CalibratedRanges(ranges, facts(tensors, wins));
    }

    private static ObjectNode facts(ArrayNode tensors, int[] wins) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ObjectNode won = facts.putObject("won");
        for (int i = 0; i < wins.length; i++) {
            won.put(CALIBRATORS.get(i).word(), wins[i]);
        }
        facts.set("activation_ranges", tensors);
        return facts;
    }

    private static float[] readersOf(List<Linear> layers, String tensor, int format) {
        float[] choices = new float[layers.size()];
        for (int i = 0; i < choices.length; i++) {
            choices[i] = layers.get(i).input().equals(tensor) ? format : 0;
        }
        return choices;
    }
}
