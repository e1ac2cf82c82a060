package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Calibration.Fit;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.calibrate.Regression;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Fits each linear layer of a variant anew to what the reference's layer of the same name makes of the texts, given what the
 * variant's own reads (see {@link Ridge}), from the first layers to the last, so that each makes up for what the ones before it
 * have lost. Of a layer in factors the last is fitted. Comes behind a pass that takes something away, before integers.
 */
public final class RidgeRefit implements Pass {
    private final double strength;

    /** {@code strength} of the pull towards the weights as they are, as a share of the mean squared input. */
    public RidgeRefit(double strength) {
        if (!(strength > 0)) {
            throw new IllegalArgumentException("the strength must be above 0, not " + strength);
        }
        this.strength = strength;
    }

    @Override
    public String name() {
        return "ridge-refit";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph reference = calibration.reference();
        Graph graph = original.copy();
        List<Linear> layers = fitted(graph, reference);
        if (layers.isEmpty()) {
            throw new GraphException(
                    "no MatMul with constant fp32 weights and a bias makes what one of the reference's makes");
        }
        stages(graph, layers).values().forEach(stage -> fit(graph, reference, stage, calibration));
        graph.removeDead();
        float[][] answers = calibration.outputs(reference);
        Divergence metric = Divergence.of(reference);
        return new Outcome(
                graph,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("strength", strength)
                        .put("matmuls_fitted", layers.size())
                        .put("divergence_before", metric.mean(answers, calibration.outputs(original)))
                        .put("divergence_after", metric.mean(answers, calibration.outputs(graph))));
    }

    /** The layers with a bias whose outputs the reference has too, in the same width. */
    private static List<Linear> fitted(Graph graph, Graph reference) {
        Map<String, Integer> widths = Linear.all(reference).stream()
                .collect(Collectors.toMap(
                        Linear::output, layer -> layer.matrix(reference).size(1)));
        return Linear.all(graph).stream()
                .filter(layer -> layer.bias() != null
                        && Objects.equals(
                                widths.get(layer.output()), layer.matrix(graph).size(1)))
                .toList();
    }

    /** Layers by how many of them lie above at most: those of one number do not read each other. */
    private static Map<Integer, List<Linear>> stages(Graph graph, List<Linear> layers) {
        Map<String, Integer> depths = new HashMap<>();
        Map<Integer, List<Linear>> stages = new TreeMap<>();
        Map<String, Linear> byMatMul =
                layers.stream().collect(Collectors.toMap(layer -> layer.matMul().output(), layer -> layer));
        for (Node node : graph.nodes()) {
            int depth = node.inputs().stream()
                    .mapToInt(input -> depths.getOrDefault(input, 0))
                    .max()
                    .orElse(0);
            Linear layer = byMatMul.get(node.output());
            if (layer != null) {
                stages.computeIfAbsent(depth, number -> new ArrayList<>()).add(layer);
                depth++;
            }
            for (String output : node.outputs()) {
                depths.put(output, depth);
            }
        }
        return stages;
    }

    private void fit(Graph graph, Graph reference, List<Linear> stage, Calibration calibration) {
        List<Fit> fits = stage.stream()
                .map(layer -> new Fit(
                        layer.input(),
                        layer.matrix(graph).size(0),
                        SideBySide.name(layer.output()),
                        layer.matrix(graph).size(1)))
                .toList();
        List<Regression> moments = calibration.regressions(SideBySide.of(graph, reference), fits);
        for (int i = 0; i < stage.size(); i++) {
            Linear layer = stage.get(i);
            Ridge fitted = Ridge.fit(moments.get(i), strength, layer.affine(graph));
            layer.replaceWeights(graph, "refitted", fitted.matrix(), fitted.bias());
        }
    }
}
