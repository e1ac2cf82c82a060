package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The adaptive policy against others in the same server: what each got through each trace, and from which variants. */
final class AdaptiveSection implements Section {
    private final JsonNode result;

    AdaptiveSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        String finding = result.path("finding").asText();
        return finding.isEmpty() ? "No policy has run" : finding;
    }

    @Override
    public void draw(Markup page) {
        page.leaf("p", lead(), "class", "lead").newline();
        Set<String> traces = new LinkedHashSet<>();
        result.path("rows").forEach(row -> traces.add(row.path("trace").asText()));
        for (String trace : traces) {
            draw(page, trace);
        }
        drawReplay(page, result.path("replay"));
        if (result instanceof ObjectNode object) {
            ObjectNode rest = object.deepCopy();
            rest.remove(List.of("rows", "replay", "finding"));
            page.leaf("h2", "All other figures");
            Fields.draw(page, rest);
        }
    }

    private String lead() {
        return "Open-loop load on " + result.path("model").asText("the model")
                + " over gRPC: the same texts at the same times for each policy, in the same server, which changes its policy between them. Full precision"
                + " carries " + Numerals.plain(result.path("fp32_capacity_rps").asDouble(Double.NaN))
                + " requests per second; an answer counts when it comes within "
                + Numerals.millis(result.path("slo_ms").asDouble(Double.NaN))
                + " of the time at which its request was due.";
    }

    private void draw(Markup page, String trace) {
        List<JsonNode> rows = StreamSupport.stream(result.path("rows").spliterator(), false)
                .filter(row -> row.path("trace").asText().equals(trace))
                .toList();
        page.leaf("h2", "The " + trace);
        page.open("div", "class", "charts");
        new AdaptiveCharts(rows).all().forEach(chart -> chart.drawFigure(page));
        page.close().newline();
        table(rows).draw(page);
    }

    private static Table table(List<JsonNode> rows) {
        Table table = new Table(List.of(
                "policy",
                "parameters",
                "in time",
                "in time while busy",
                "right answers in time",
                "fidelity offered",
                "p50, ms",
                "p99, ms",
                "reference back, ms",
                "accuracy, ours more by",
                "fidelity, ours more by",
                "others, cores",
                "verdict"));
        for (JsonNode row : rows) {
            List<String> cells = new ArrayList<>(
                    List.of(row.path("policy").asText(), row.path("parameters").asText()));
            for (String field :
                    List.of("slo_attainment", "busy_slo_attainment", "accuracy_offered", "fidelity_offered")) {
                cells.add(Numerals.percent(row.path(field).asDouble(Double.NaN), 2));
            }
            for (String field : List.of("p50_ms", "p99_ms", "return_to_reference_ms")) {
                cells.add(Numerals.plain(row.path(field).asDouble(Double.NaN)));
            }
            for (String field : List.of("accuracy_gain", "fidelity_gain")) {
                Measured gain = Measured.of(row.path(field));
                cells.add(gain.isKnown() ? gain.text(Numerals::points) : "");
            }
            String verdict = row.path("verdict").asText();
            cells.add(Numerals.fixed(row.path("other_cpu_cores").asDouble(), 2));
            cells.add(Promises.sign(verdict) + " " + verdict);
            table.row(cells);
        }
        return table;
    }

    private static void drawReplay(Markup page, JsonNode replay) {
        if (replay.path("runs").isEmpty()) {
            return;
        }
        page.leaf("h2", "The server against the simulator")
                .leaf(
                        "p",
                        "The simulator was given the log of each of our runs, in a world that was measured before them."
                                + " Median of " + replay.path("runs").size() + ".",
                        "class",
                        "caption");
        Table table = new Table(List.of("figure", "server less simulator"));
        table.row(List.of("in time, points", points(replay, "slo_attainment_delta")));
        table.row(List.of("effective accuracy, points", points(replay, "effective_accuracy_delta")));
        table.row(List.of("largest difference of a variant's share, points", points(replay, "mix_delta_max")));
        table.row(List.of(
                "p99",
                Numerals.millis(replay.path("p99_delta_ms").asDouble(Double.NaN)) + ", "
                        + Numerals.fixed(replay.path("p99_ratio").asDouble(Double.NaN), 2) + "\u00d7"));
        table.draw(page);
    }

    private static String points(JsonNode replay, String field) {
        return Numerals.points(replay.path(field).asDouble(Double.NaN));
    }
}
