package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The variants of a ladder, as a table and as a picture of what is traded. */
final class VariantTable {
    /** A measure that may be in the file, and how it reads. */
    private record Column(String field, String heading, DoubleFunction<String> format) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("bytes", "size", Numerals::mebibytes),
            new Column("size_ratio", "times smaller", Numerals::plain),
            new Column("size_ratio_without_embeddings", "without embeddings", Numerals::plain),
            new Column("capacity_rps", "capacity, req/s", Numerals::plain),
            new Column("speedup", "speed-up", Numerals::plain),
            new Column("latency_ms", "latency, ms", Numerals::plain),
            new Column("cosine", "cosine", value -> Numerals.fixed(value, 4)),
            new Column("cosine_mean", "cosine", value -> Numerals.fixed(value, 4)),
            new Column("fidelity_perturbed", "fidelity to damaged texts", value -> Numerals.fixed(value, 4)),
            new Column("cosine_p05", "cosine, 5th percentile", value -> Numerals.fixed(value, 4)),
            new Column("disagreement", "disagreement", Numerals::percent),
            new Column("accuracy", "accuracy", Numerals::percent),
            new Column("accuracy_delta", "accuracy lost or gained, pp", Numerals::points));

    private VariantTable() {}

    static void draw(Markup page, JsonNode variants) {
        boolean hasMean = stream(variants)
                .anyMatch(variant -> Measured.of(variant.path("cosine_mean")).isKnown());
        List<Column> columns = COLUMNS.stream()
                // Results of compress have the mean cosine under both names.
                .filter(column -> !(hasMean && column.field().equals("cosine")))
                .filter(column ->
                        stream(variants).anyMatch(variant -> of(variant, column).isKnown()))
                .toList();
        List<String> headings = new ArrayList<>(List.of("variant"));
        columns.forEach(column -> headings.add(column.heading()));
        Table table = new Table(headings);
        for (JsonNode variant : variants) {
            List<String> cells = new ArrayList<>(List.of(name(variant)));
            columns.forEach(column -> cells.add(of(variant, column).text(column.format())));
            table.row(cells);
        }
        table.draw(page);
    }

    /** Test accuracy, or else cosine, over what a variant costs. */
    static Chart chart(JsonNode variants, String costField, String costTitle, String title, String caption) {
        boolean hasLabels = stream(variants)
                .anyMatch(variant -> Measured.of(variant.path("accuracy")).isKnown());
        List<ScatterChart.Point> points = new ArrayList<>();
        for (JsonNode variant : variants) {
            Measured cost = Measured.of(variant.path(costField));
            Measured worth = hasLabels ? Measured.of(variant.path("accuracy")) : cosine(variant);
            if (cost.isKnown() && worth.isKnown()) {
                points.add(new ScatterChart.Point(
                        name(variant),
                        Ink.of(points.size()),
                        cost.value(),
                        worth.value(),
                        worth.low(),
                        worth.high(),
                        !variant.path("accepted").asBoolean(true)));
            }
        }
        double low = points.stream().mapToDouble(ScatterChart.Point::low).min().orElse(0);
        double high =
                points.stream().mapToDouble(ScatterChart.Point::high).max().orElse(1);
        double right = points.stream().mapToDouble(ScatterChart.Point::x).max().orElse(1);
        DoubleFunction<String> format =
                hasLabels ? share -> Numerals.percent(share, 1) : value -> Numerals.fixed(value, 3);
        return new ScatterChart(
                title,
                caption,
                Axis.fromZero(costTitle, right, Numerals::plain),
                Axis.linear(hasLabels ? "accuracy on the test texts" : "cosine to the reference", low, high, format),
                points);
    }

    private static Measured cosine(JsonNode variant) {
        Measured cosine = Measured.of(variant.path("cosine"));
        return cosine.isKnown() ? cosine : Measured.of(variant.path("cosine_mean"));
    }

    private static String name(JsonNode variant) {
        boolean isAccepted = variant.path("accepted").asBoolean(true);
        return variant.path("name").asText() + (isAccepted ? "" : " (not accepted)");
    }

    private static Measured of(JsonNode variant, Column column) {
        return Measured.of(variant.path(column.field()));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
