package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Weight;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Shows what is different between two graphs.
 *
 * @param a its name and graph
 * @param b the same of the other
 * @param errors relative errors of values, by name; empty where there were no texts
 * @param texts how many there were
 */
record DiffReport(Named a, Named b, GraphDiff diff, Map<String, Double> errors, int texts) {
    private static final double MIB = 1 << 20;

    /** A graph and what it is called. */
    record Named(String name, Graph graph) {}

    void print(PrintWriter out) {
        size("a", a, out);
        size("b", b, out);
        out.println("operators  " + (diff.operators().isEmpty() ? "the same" : operators()));
        out.println(
                errors.isEmpty()
                        ? "layers     " + diff.layers().size() + "; --data FILE adds how far their outputs are apart"
                        : "layers     " + diff.layers().size() + ", |a - b| / |a| of each one's output over " + texts
                                + " texts, what came before included, and factors"
                                + " that the next layer takes back");
        int number = 0;
        for (GraphDiff.Layer layer : diff.layers()) {
            out.printf(
                    Locale.ROOT,
                    "  %3d  %-13s %-22s %-9s %s%n",
                    number++,
                    layer.shape(),
                    layer.isSame() ? "the same" : layer.operator() == null ? "not there" : layer.operator(),
                    error(layer.output()),
                    layer.output());
        }
        for (String output : errors.keySet()) {
            if (a.graph.isOutput(output)) {
                out.printf("  output                               %-9s %s%n", error(output), output);
            }
        }
    }

    /** For a result file. */
    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("a", a.name);
        fields.put("b", b.name);
        fields.put("texts", texts);
        fields.put("operators", new TreeMap<>(diff.operators()));
        fields.put("layers", diff.layers().stream().map(this::fields).toList());
        fields.put(
                "outputs",
                errors.entrySet().stream()
                        .filter(error -> a.graph.isOutput(error.getKey()))
                        .map(error -> Map.of("output", error.getKey(), "relative_error", error.getValue()))
                        .toList());
        return fields;
    }

    private Map<String, @Nullable Object> fields(GraphDiff.Layer layer) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("output", layer.output());
        fields.put("shape", layer.shape());
        fields.put("operator", layer.operator());
        fields.put("same", layer.isSame());
        fields.put("relative_error", errors.get(layer.output()));
        return fields;
    }

    private String error(String value) {
        Double error = errors.get(value);
        return error == null ? "-" : String.format(Locale.ROOT, "%.5f", error);
    }

    private String operators() {
        return new TreeMap<>(diff.operators())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue().from() + " -> "
                                + entry.getValue().to())
                        .collect(Collectors.joining(", "));
    }

    private static void size(String letter, Named named, PrintWriter out) {
        GraphSize size = GraphSize.of(named.graph);
        long bytes = List.copyOf(named.graph.weights().values()).stream()
                .mapToLong(Weight::byteCount)
                .sum();
        out.printf(
                Locale.ROOT,
                "%s          %s: weights %.1f MiB, %.1f MiB of them embeddings; %,d parameters in matrices%n",
                letter,
                named.name,
                bytes / MIB,
                size.embeddingBytes() / MIB,
                size.parameters());
    }
}
