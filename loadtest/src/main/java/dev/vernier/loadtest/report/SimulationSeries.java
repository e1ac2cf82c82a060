package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** A simulated run by second: load, price, backlog, mix, effective accuracy and what hindsight would have made of it. */
final class SimulationSeries {
    private static final int MOST_LABELS = 10;

    private final List<JsonNode> seconds = new ArrayList<>();

    SimulationSeries(JsonNode series) {
        series.forEach(seconds::add);
    }

    List<Chart> charts() {
        if (seconds.size() < 2) {
            return List.of();
        }
        Line ours = line("adaptive", Ink.FIRST, second -> number(second, "effective_accuracy"));
        Line best = line("with hindsight", Ink.FOURTH, second -> number(second, "hindsight_accuracy"));
        Line gap = line(
                "gap",
                Ink.SECOND,
                second -> 100 * (number(second, "hindsight_accuracy") - number(second, "effective_accuracy")));
        return List.of(
                chart("Offered load", "Requests by second of arrival.", "requests per second", 0, offered()),
                chart(
                        "Price",
                        "What a millisecond of lane time had to buy, mean of the second.",
                        "value per ms",
                        0,
                        price()),
                chart(
                        "Backlog",
                        "Queued and running work on the cheapest variants, largest of the second.",
                        "ms",
                        0,
                        backlog()),
                mix(),
                chart(
                        "Effective accuracy over time",
                        "Of the requests that came in the second, beside a schedule that knew all of them before.",
                        "effective accuracy",
                        Math.min(least(ours), least(best)),
                        ours,
                        best),
                chart(
                        "Gap to hindsight over time",
                        "Effective accuracy that the schedule with hindsight is ahead, in points.",
                        "points",
                        least(gap),
                        gap));
    }

    private Line offered() {
        return line("offered", Ink.FIRST, second -> number(second, "offered"));
    }

    private Line price() {
        return line("price", Ink.FIRST, second -> number(second, "price"));
    }

    private Line backlog() {
        return line("backlog", Ink.FIRST, second -> number(second, "backlog_ms"));
    }

    private Chart mix() {
        List<String> variants = new ArrayList<>();
        seconds.get(0).path("mix").fieldNames().forEachRemaining(variants::add);
        List<StackedChart.Layer> layers = new ArrayList<>();
        List<Double> rest = new ArrayList<>(Collections.nCopies(seconds.size(), 1.0));
        for (int slot = 0; slot < variants.size(); slot++) {
            String variant = variants.get(slot);
            List<Double> shares = seconds.stream()
                    .map(second -> second.path("mix").path(variant).asDouble())
                    .toList();
            for (int second = 0; second < shares.size(); second++) {
                rest.set(second, Math.max(0, rest.get(second) - shares.get(second)));
            }
            if (shares.stream().anyMatch(share -> share > 0)) {
                layers.add(new StackedChart.Layer(variant, Pattern.of(slot), shares));
            }
        }
        layers.add(new StackedChart.Layer("not answered", Pattern.NOTHING, rest));
        return new StackedChart(
                "Which variant answered",
                "Share of the requests of each second; the reference is at the bottom.",
                axis(),
                Axis.fromZero("share of the requests", 1, share -> Numerals.percent(share, 0)),
                layers);
    }

    private Chart chart(String title, String caption, String unit, double least, Line... lines) {
        double most = List.of(lines).stream()
                .flatMap(line -> line.ys().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        DoubleFunction<String> label = most < 10 ? Numerals::plain : value -> Numerals.fixed(value, 0);
        return new LineChart(
                title,
                caption,
                axis(),
                Axis.linear(unit, least, Math.max(most, 1e-9), label),
                List.of(lines),
                List.of());
    }

    private static double least(Line line) {
        return line.ys().stream().mapToDouble(Double::doubleValue).min().orElse(0);
    }

    private Line line(String name, Ink ink, ToDoubleFunction<JsonNode> figure) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (int second = 0; second < seconds.size(); second++) {
            xs.add((double) second);
            ys.add(figure.applyAsDouble(seconds.get(second)));
        }
        return new Line(name, ink, false, xs, ys);
    }

    private static double number(JsonNode second, String field) {
        return second.path(field).asDouble();
    }

    /** One place a second; about ten of them with their number. */
    private Axis axis() {
        int step = 1 + seconds.size() / MOST_LABELS;
        List<String> names = new ArrayList<>();
        for (int second = 0; second < seconds.size(); second++) {
            names.add(second % step == 0 ? String.valueOf(second) : "");
        }
        return Axis.places("second", names);
    }
}
