package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Calibration.Fit;
import dev.vernier.compressor.calibrate.Regression;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        Recovery.stages(graph, layers, layer -> layer.matMul().output())
                .forEach(stage -> fit(graph, reference, stage, calibration));
        graph.removeDead();
        ObjectNode facts =
                JsonNodeFactory.instance.objectNode().put("strength", strength).put("matmuls_fitted", layers.size());
        return Recovery.outcome(facts, original, graph, calibration);
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
