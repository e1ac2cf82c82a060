package dev.vernier.compressor.calibrate;

import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * The sample texts that passes calibrate with, and what running a graph on them tells. Results do not depend on the
 * number of threads. Thread-safe.
 */
public final class Calibration {
    private final List<TokenBatch> batches;
    private final int samples;
    private final int threads;

    /**
     * @param texts unlabelled, of the kind that the model will be asked about
     * @param threads how many batches run at once
     * @throws IllegalArgumentException when there is no text
     */
    public Calibration(List<Encoding> texts, int threads) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("calibration needs at least one text");
        }
        this.batches = TokenBatch.of(texts);
        this.samples = texts.size();
        this.threads = threads;
    }

    /** The smallest and largest value of each tensor over all texts. */
    public Map<String, Range> ranges(Graph graph, Collection<String> tensors) {
        Graph observed = graph.copy();
        List<Observer> observers = tensors.stream()
                .distinct()
                .map(tensor -> new Observer(
                        tensor, observe(observed, "ReduceMin", tensor), observe(observed, "ReduceMax", tensor)))
                .toList();
        Map<String, Range> ranges = new LinkedHashMap<>();
        forEach(observed, (batch, values) -> {
            for (Observer observer : observers) {
                float min = values.of(observer.min())[0];
                float max = values.of(observer.max())[0];
                ranges.merge(observer.tensor(), Range.around(min, max), Range::with);
            }
        });
        return ranges;
    }

    private record Observer(String tensor, String min, String max) {}

    private static String observe(Graph graph, String op, String tensor) {
        String observer = graph.fresh(tensor + "/" + op);
        graph.add(Node.of(op, List.of(tensor), observer).with("keepdims", Attribute.of(0)));
        graph.addOutput(new ValueSpec(observer, WeightType.FLOAT, List.of()));
        return observer;
    }

    /** The graph's first output for each text, in the order of the texts. */
    public float[][] outputs(Graph graph) {
        float[][] rows = new float[samples][];
        String output = graph.outputs().get(0).name();
        forEach(graph, (batch, values) -> {
            float[] flat = values.of(output);
            int width = flat.length / batch.rows().size();
            for (int i = 0; i < batch.rows().size(); i++) {
                rows[batch.rows().get(i)] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
            }
        });
        return rows;
    }

    /** Runs all texts and hands over all outputs, in the order of the batches. */
    private void forEach(Graph graph, BiConsumer<TokenBatch, GraphSession.Outputs> take) {
        Set<String> outputs = graph.outputs().stream().map(ValueSpec::name).collect(Collectors.toUnmodifiableSet());
        try (GraphSession session = GraphSession.open(graph)) {
            Lanes.inOrder(threads, batches, batch -> session.run(batch, Map.of(), outputs), take);
        }
    }
}
