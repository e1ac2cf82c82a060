package dev.vernier.compressor.calibrate;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.store.tokenizer.Encoding;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How far values inside two graphs are apart on sample texts: {@code |a - b| / |a|}, over all elements of all texts. What
 * earlier layers did to a value is part of it.
 */
public final class ValueErrors {
    private ValueErrors() {}

    /** The errors of values that both graphs have under the same names, all fp32; NaN where sizes differ. */
    public static Map<String, Double> of(Graph a, Graph b, List<String> values, List<Encoding> texts) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        values.forEach(value -> sums.put(value, new Sums()));
        try (GraphSession first = session(a, values);
                GraphSession second = session(b, values)) {
            for (TokenBatch batch : TokenBatch.of(texts)) {
                GraphSession.Outputs left = first.run(batch, GraphSession.Given.NOTHING, Set.copyOf(values));
                GraphSession.Outputs right = second.run(batch, GraphSession.Given.NOTHING, Set.copyOf(values));
                values.forEach(value -> Objects.requireNonNull(sums.get(value)).add(left.of(value), right.of(value)));
            }
        }
        Map<String, Double> errors = new LinkedHashMap<>();
        sums.forEach((value, sum) -> errors.put(value, sum.error()));
        return errors;
    }

    private static GraphSession session(Graph graph, List<String> values) {
        return GraphSession.open(graph.withOutputs(values.stream()
                .map(value -> new ValueSpec(value, WeightType.FLOAT, null))
                .toList()));
    }

    private static final class Sums {
        private double squares;
        private double differences;

        void add(float[] a, float[] b) {
            if (a.length != b.length) {
                differences = Double.NaN;
                return;
            }
            for (int i = 0; i < a.length; i++) {
                double difference = a[i] - b[i];
                squares += (double) a[i] * a[i];
                differences += difference * difference;
            }
        }

        double error() {
            return differences == 0 ? 0 : Math.sqrt(differences / squares);
        }
    }
}
