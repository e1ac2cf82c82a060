package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Policies against each other over simulated traces. */
final class SimulationSection implements Section {
    private final JsonNode result;

    SimulationSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        return result.path("rows").size() + " simulations, "
                + Numerals.plain(result.path("events_per_s").asDouble()) + " events per second";
    }

    @Override
    public void draw(Markup page) {
        List<String> traces = distinct("trace");
        if (traces.size() > 1) {
            page.open("div", "class", "charts");
            chart(traces).drawFigure(page);
            page.close().newline();
        }
        Fields.draw(page, result);
    }

    private Chart chart(List<String> traces) {
        List<Line> lines = new ArrayList<>();
        for (String policy : distinct("policy")) {
            List<Double> xs = new ArrayList<>();
            List<Double> ys = new ArrayList<>();
            for (int i = 0; i < traces.size(); i++) {
                xs.add((double) i);
                ys.add(mean(policy, traces.get(i)));
            }
            lines.add(new Line(policy, Ink.of(lines.size()), false, xs, ys));
        }
        return new LineChart(
                "Effective accuracy by trace",
                "Mean over the seeds; 1 is every answer in time from the reference.",
                Axis.places("trace", traces),
                Axis.fromZero("effective accuracy", 1, Numerals::plain),
                lines,
                List.of());
    }

    private double mean(String policy, String trace) {
        double sum = 0;
        int count = 0;
        for (JsonNode row : result.path("rows")) {
            if (row.path("policy").asText().equals(policy)
                    && row.path("trace").asText().equals(trace)) {
                sum += row.path("effective_accuracy").asDouble();
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private List<String> distinct(String field) {
        Map<String, String> values = new LinkedHashMap<>();
        result.path("rows").forEach(row -> values.put(row.path(field).asText(), field));
        return List.copyOf(values.keySet());
    }
}
