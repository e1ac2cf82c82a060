package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.calibrate.GraphSession;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Weight;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Measures how far the final output moves when linear layers are in other formats, or units masked: by one session over a
 * graph that takes the choice as an input, as {@link Switchboard} makes it.
 */
public final class Probe implements AutoCloseable {
    /** Texts that give an order of choices which more texts do not change; see RATIONALE. */
    public static final int TEXTS = 32;

    private final Calibration texts;
    private final String output;
    private final Divergence metric;
    private final float[][] reference;
    private final GraphSession session;

    /** {@code choosing}: the graph with inputs for the choice. */
    public Probe(Graph graph, Graph choosing, Calibration texts) {
        this.texts = texts;
        this.output = graph.outputs().get(0).name();
        this.metric = Divergence.of(graph);
        this.reference = texts.outputs(graph);
        this.session = GraphSession.open(choosing);
    }

    /** Every linear layer in the same formats. */
    Probe(Graph graph, List<UnaryOperator<Graph>> formats, Calibration texts) {
        this(graph, Switchboard.of(graph, formats), texts);
    }

    /** {@code choices}: the number of the format of each layer, 0 for fp32. */
    double divergence(float[] choices) {
        return divergence(Map.of(Switchboard.CHOICES, Weight.floats(new long[] {choices.length}, choices)));
    }

    /** {@code choices}: values of the inputs that were added. */
    public double divergence(Map<String, Weight> choices) {
        return metric.mean(reference, texts.outputs(session, output, choices));
    }

    @Override
    public void close() {
        session.close();
    }
}
