package dev.vernier.compressor;

import dev.vernier.store.ModelVersion;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Measure;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What {@code compress} and {@code evaluate} end with: a line for each variant. */
final class ResultTable {
    private static final List<String> HEADINGS = List.of(
            "variant",
            "size",
            "without tables",
            "speed-up",
            "fidelity",
            "mean fidelity",
            "perturbed",
            "accuracy",
            "verdict");

    private ResultTable() {}

    static void print(MeasuredVersion result, PrintWriter out) {
        ModelVersion version = result.version();
        List<List<String>> lines = new ArrayList<>(List.of(HEADINGS));
        result.variants().forEach(variant -> lines.add(cells(version, variant)));
        out.printf(
                "%s version %s; fidelity is %s.%nSizes are times smaller, without tables those of embeddings left out.%n",
                version.model(), version.version(), metric(version));
        print(lines, out);
    }

    /** What is left of the answers to damaged texts: a line for each variant, a column for each kind of damage. */
    static void printDamage(MeasuredVersion result, PrintWriter out) {
        List<String> kinds =
                List.copyOf(new TreeSet<>(result.variants().get(0).byDamage().keySet()));
        List<List<String>> lines = new ArrayList<>();
        lines.add(new ArrayList<>(List.of("damaged texts")));
        lines.get(0).addAll(kinds);
        for (MeasuredVersion.Variant variant : result.variants()) {
            List<String> cells = new ArrayList<>(List.of(variant.card().name()));
            kinds.forEach(kind -> cells.add(interval("%.4f", variant.byDamage().get(kind))));
            lines.add(cells);
        }
        print(lines, out);
    }

    private static void print(List<List<String>> lines, PrintWriter out) {
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int width = width(lines, column);
                text.append(String.format(Locale.ROOT, "%-" + (width + 2) + "s", line.get(column)));
            }
            out.println(text.toString().stripTrailing());
        }
        out.flush();
    }

    private static String metric(ModelVersion version) {
        return version.task().fidelityMetric() + ", the end of its 95 % interval that is worse";
    }

    private static List<String> cells(ModelVersion version, MeasuredVersion.Variant variant) {
        VariantCard card = variant.card();
        Map<String, Measure> measures = variant.measures();
        String gate = card.gate();
        return List.of(
                card.name(),
                figure("%.2fx", measures.get("size_ratio")),
                figure("%.2fx", measures.get("size_ratio_without_embeddings")),
                interval("%.2f", measures.get("speedup")),
                String.format(Locale.ROOT, "%.4f", variant.fidelity()),
                interval("%.4f", agreement(version.task(), measures)),
                figure("%.4f", measures.get("fidelity_perturbed")),
                interval("%.3f", measures.get("accuracy")),
                gate == null ? "accepted" : "rejected: " + gate);
    }

    /** What fidelity is the worse end of. */
    private static @Nullable Measure agreement(Task task, Map<String, Measure> measures) {
        Measure loss = measures.get("disagreement");
        return task == Task.CLASSIFY && loss != null
                ? new Measure(1 - loss.value(), 1 - loss.high(), 1 - loss.low(), loss.n(), loss.method())
                : measures.get("cosine_mean");
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static String figure(String format, @Nullable Measure measure) {
        return measure == null ? "-" : String.format(Locale.ROOT, format, measure.value());
    }

    private static String interval(String format, @Nullable Measure measure) {
        return measure == null
                ? "-"
                : String.format(
                        Locale.ROOT,
                        format + " [" + format + ", " + format + "]",
                        measure.value(),
                        measure.low(),
                        measure.high());
    }
}
