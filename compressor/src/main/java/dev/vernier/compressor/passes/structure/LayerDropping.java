package dev.vernier.compressor.passes.structure;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.Pass;

/**
 * Replaces whole transformer blocks by one linear layer each, a bridge fitted by least squares to what the block made of its
 * input. One block after the other goes, each time the one without which the output on the sample texts moves least.
 */
public final class LayerDropping implements Pass {
    private final int count;

    /** {@code count} of blocks to drop. */
    public LayerDropping(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one block must go, not " + count);
        }
        this.count = count;
    }

    @Override
    public String name() {
        return "layer-dropping";
    }

    @Override
    public Outcome apply(Graph original, Calibration calibration) {
        float[][] reference = calibration.outputs(original);
        Divergence metric = Divergence.of(original);
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        ArrayNode rounds = facts.putArray("rounds");
        Graph graph = original;
        for (int round = 0; round < count; round++) {
            ArrayNode tried = rounds.addArray();
            Graph best = null;
            double least = Double.POSITIVE_INFINITY;
            for (Stretch stretch : Stretch.all(graph)) {
                Graph without = stretch.bridged(graph, calibration);
                double divergence = metric.mean(reference, calibration.outputs(without));
                tried.addObject().put("without", stretch.to()).put("divergence", divergence);
                if (divergence < least) {
                    best = without;
                    least = divergence;
                }
            }
            if (best == null) {
                throw new GraphException("the graph has no block that can be dropped: one between two others whose"
                        + " whole input is the output of the one before, which it is not where blocks normalise in"
                        + " front of their layers (pre-LN)");
            }
            graph = best;
        }
        return new Outcome(graph, facts);
    }
}
