package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.DoubleStream;

/** Policies against each other over simulated traces; of a single trace, what was decided over time. */
final class SimulationSection implements Section {
    private static final String OURS = "adaptive";
    private static final String SINGLE = "static-";

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
        List<Chart> charts = new ArrayList<>();
        for (String profile : distinct("profile", row -> true)) {
            List<String> traces =
                    distinct("trace", row -> row.path("profile").asText().equals(profile));
            if (traces.size() > 1) {
                charts.add(chart(profile, traces));
            }
        }
        charts.addAll(new SimulationSeries(result.path("series")).charts());
        if (!charts.isEmpty()) {
            page.open("div", "class", "charts");
            charts.forEach(chart -> chart.drawFigure(page));
            page.close().newline();
        }
        Fields.draw(page, result);
    }

    private Chart chart(String profile, List<String> traces) {
        List<Line> lines = List.of(
                line("certified bound", Ink.FOURTH, true, traces, trace -> mean(profile, trace, OURS, "upper_bound")),
                line(OURS, Ink.FIRST, false, traces, trace -> mean(profile, trace, OURS, "effective_accuracy")),
                line("best single variant", Ink.SECOND, false, traces, trace -> best(profile, trace, true)),
                line("best published policy", Ink.THIRD, false, traces, trace -> best(profile, trace, false)));
        List<Line> drawn = lines.stream()
                .filter(line -> line.ys().stream().anyMatch(Double::isFinite))
                .toList();
        double least = drawn.stream()
                .flatMapToDouble(line -> line.ys().stream().mapToDouble(Double::doubleValue))
                .filter(Double::isFinite)
                .min()
                .orElse(0);
        return new LineChart(
                "Effective accuracy by trace" + (profile.isEmpty() ? "" : ", " + profile),
                "Mean over the seeds; 1 is every answer in time from the reference. Nothing can lie above the bound.",
                Axis.places("trace", traces),
                Axis.linear("effective accuracy", least, 1, value -> Numerals.fixed(value, 2)),
                drawn,
                List.of());
    }

    /** A figure of a trace. */
    @FunctionalInterface
    private interface Figure {
        double of(String trace);
    }

    private static Line line(String name, Ink ink, boolean isFaint, List<String> traces, Figure figure) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (int i = 0; i < traces.size(); i++) {
            xs.add((double) i);
            ys.add(figure.of(traces.get(i)));
        }
        return new Line(name, ink, isFaint, xs, ys);
    }

    /** The largest mean of the single variants, or of the other policies that are not ours. */
    private double best(String profile, String trace, boolean single) {
        return distinct("policy", row -> row.path("profile").asText().equals(profile)).stream()
                .filter(policy -> !policy.equals(OURS) && policy.startsWith(SINGLE) == single)
                .mapToDouble(policy -> mean(profile, trace, policy, "effective_accuracy"))
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    private double mean(String profile, String trace, String policy, String field) {
        DoubleStream.Builder values = DoubleStream.builder();
        for (JsonNode row : result.path("rows")) {
            if (row.path("profile").asText().equals(profile)
                    && row.path("policy").asText().equals(policy)
                    && row.path("trace").asText().equals(trace)) {
                values.add(row.path(field).asDouble(Double.NaN));
            }
        }
        return values.build().average().orElse(Double.NaN);
    }

    private List<String> distinct(String field, Predicate<JsonNode> filter) {
        Map<String, String> values = new LinkedHashMap<>();
        for (JsonNode row : result.path("rows")) {
            if (filter.test(row)) {
                values.put(row.path(field).asText(), field);
            }
        }
        return List.copyOf(values.keySet());
    }
}
