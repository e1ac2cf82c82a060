package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sparse products against the runtime's dense one: a chart for each matrix and number of tokens. */
final class SparseKernelsSection implements Section {
    private final JsonNode result;

    SparseKernelsSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        Map<String, Double> lows = new TreeMap<>();
        for (JsonNode row : result.path("sparse_kernels")) {
            String contender =
                    row.path("sparsity").asText() + " " + row.path("kernel").asText();
            lows.merge(contender, row.path("speedup").path("ci_low").asDouble(), Math::min);
        }
        return lows.entrySet().stream()
                .filter(low -> low.getValue() > 1)
                .map(low -> low.getKey().split(" ", 2)[0])
                .findFirst()
                .map(share -> "A sparse product is faster on every matrix from "
                        + Numerals.percent(Double.parseDouble(share), 0) + " zeros on")
                .orElse("No sparse product is faster on every matrix");
    }

    @Override
    public void draw(Markup page) {
        Map<String, List<JsonNode>> races = new LinkedHashMap<>();
        for (JsonNode row : result.path("sparse_kernels")) {
            String race =
                    row.path("matrix").asText() + ", " + row.path("tokens").asInt() + " tokens";
            races.computeIfAbsent(race, unused -> new ArrayList<>()).add(row);
        }
        page.open("div", "class", "charts");
        races.forEach((race, rows) -> chart(race, rows).drawFigure(page));
        page.close().newline();
        page.leaf("h2", "All figures");
        Fields.draw(page, result);
    }

    private static Chart chart(String race, List<JsonNode> rows) {
        Map<String, List<JsonNode>> kernels = new LinkedHashMap<>();
        for (JsonNode row : rows) {
            kernels.computeIfAbsent(row.path("kernel").asText(), unused -> new ArrayList<>())
                    .add(row);
        }
        List<Line> lines = new ArrayList<>();
        kernels.forEach((kernel, points) -> lines.add(new Line(
                kernel,
                Ink.of(lines.size()),
                false,
                points.stream().map(point -> point.path("sparsity").asDouble()).toList(),
                points.stream()
                        .map(point -> point.path("speedup").path("value").asDouble())
                        .toList())));
        return new LineChart(
                race,
                "Speed-up over ONNX Runtime's product with the whole matrix, by the share of zeros; one thread.",
                Axis.linear("share of zeros", .5, 1, share -> Numerals.percent(share, 0)),
                Axis.log("speed-up, logarithmic", .05, 3, Numerals::plain),
                lines,
                List.of(new LineChart.Level("dense", 1)));
    }
}
