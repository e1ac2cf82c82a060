package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.calibrate.GraphSession;
import dev.vernier.compressor.graph.Graph;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Measures how far the final output moves when linear layers are in other formats; see {@link Switchboard}. */
final class Probe implements AutoCloseable {
    private final Calibration texts;
    private final String output;
    private final Divergence metric;
    private final float[][] reference;
    private final GraphSession session;

    Probe(Graph graph, List<UnaryOperator<Graph>> formats, Calibration texts) {
        this.texts = texts;
        this.output = graph.outputs().get(0).name();
        this.metric = Divergence.of(graph);
        this.reference = texts.outputs(graph);
        this.session = GraphSession.open(Switchboard.of(graph, formats));
    }

    /** {@code choices}: the number of the format of each linear layer, 0 for fp32. */
    double divergence(float[] choices) {
        return metric.mean(reference, texts.outputs(session, output, Map.of(Switchboard.CHOICES, choices)));
    }

    @Override
    public void close() {
        session.close();
    }
}
