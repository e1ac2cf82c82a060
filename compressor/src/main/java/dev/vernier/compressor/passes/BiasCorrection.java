package dev.vernier.compressor.passes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Adds to the bias of each linear layer of a variant what its outputs lack in the mean of what the reference's layer of the same
 * name makes of the texts: {@code b + mean(Y - Y')}, Y' computed by the variant's own kernels from what the variant's layer
 * reads, from the first layers to the last, so that each makes up for what the ones before it have lost too. A layer without
 * a bias gets one. What moves the final output away from the reference's is left as it was: means are those of all tokens, and a
 * few large ones may move them to where no other token wants them. Comes behind a pass that takes something away or quantises.
 */
public final class BiasCorrection implements Pass {
    private static final String LACK = "lack//";

    @Override
    public String name() {
        return "bias-correction";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        Graph reference = calibration.reference();
        List<LayerBias> biases = biases(original, reference);
        if (biases.isEmpty()) {
            throw new GraphException(
                    "no linear layer makes what one of the reference's makes and has a place for a bias");
        }
        Calibration probe = calibration.first(Probe.TEXTS);
        float[][] answers = probe.outputs(reference);
        Divergence metric = Divergence.of(reference);
        Graph best = original;
        double least = metric.mean(answers, probe.outputs(original));
        int corrected = 0;
        for (List<LayerBias> stage : Recovery.stages(original, biases, LayerBias::output)) {
            Graph graph = corrected(best, reference, stage, calibration);
            double divergence = metric.mean(answers, probe.outputs(graph));
            if (divergence < least) {
                best = graph;
                least = divergence;
                corrected += stage.size();
            }
        }
        ObjectNode facts = JsonNodeFactory.instance
                .objectNode()
                .put("biases", biases.size())
                .put("biases_corrected", corrected);
        return Recovery.outcome(facts, original, best, calibration);
    }

    /** Of the layers whose outputs the reference has too, in the same width. */
    private static List<LayerBias> biases(Graph graph, Graph reference) {
        return Linear.all(reference).stream()
                .flatMap(
                        layer -> LayerBias.of(graph, layer.output())
                                .filter(bias ->
                                        bias.width() == layer.matrix(reference).size(1))
                                .stream())
                .toList();
    }

    private static Graph corrected(Graph original, Graph reference, List<LayerBias> stage, Calibration calibration) {
        Graph both = SideBySide.of(original, reference);
        Map<String, Integer> widths = new LinkedHashMap<>();
        for (LayerBias bias : stage) {
            String lack = LACK + bias.output();
            both.add(Node.of("Sub", List.of(SideBySide.name(bias.output()), bias.output()), lack));
            widths.put(lack, bias.width());
        }
        Map<String, double[]> lacks = calibration.means(both, widths);
        Graph graph = original.copy();
        stage.forEach(bias -> bias.add(graph, Objects.requireNonNull(lacks.get(LACK + bias.output()))));
        graph.removeDead();
        graph.sort();
        return graph;
    }
}
