package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** One load test, second by second. */
final class LoadtestSection implements Section {
    private final JsonNode result;
    private final List<JsonNode> seconds;
    private final Axis x;

    LoadtestSection(JsonNode result) {
        this.result = result;
        this.seconds =
                StreamSupport.stream(result.path("series").spliterator(), false).toList();
        this.x = Axis.linear("seconds", 0, Math.max(1, seconds.size() - 1), Numerals::plain);
    }

    @Override
    public String headline() {
        return Numerals.percent(number("slo_attainment")) + " of " + Numerals.plain(number("offered_rps"))
                + " requests per second answered in time";
    }

    @Override
    public void draw(Markup page) {
        page.leaf(
                "p",
                "Open-loop load on " + result.path("target").asText() + "; latency counts from the time at which a"
                        + " request was due.",
                "class",
                "lead");
        Tiles.open(page)
                .tile(
                        "In time",
                        Numerals.percent(number("slo_attainment")),
                        Numerals.plain(number("goodput_rps")) + " answers per second")
                .tile("Median", Numerals.millis(number("p50_ms")), "of the answers")
                .tile("p99", Numerals.millis(number("p99_ms")), "p99.9: " + Numerals.millis(number("p999_ms")))
                .tile("Not answered in time", Numerals.fixed(number("sent") - number("in_time"), 0), notAnswered())
                .close();
        if (!seconds.isEmpty()) {
            page.leaf("h2", "Second by second").open("div", "class", "charts");
            rates().drawFigure(page);
            latencies().drawFigure(page);
            Set<String> variants = MixOverTime.variants(seconds);
            if (!variants.isEmpty()) {
                MixOverTime.chart("Which variant answered", seconds, variants).drawFigure(page);
            }
            page.close().newline();
        }
        page.leaf("h2", "All figures");
        Fields.draw(page, result);
    }

    private String notAnswered() {
        List<String> parts = new ArrayList<>();
        for (String outcome : List.of("late", "shed", "failed", "lost")) {
            parts.add(outcome + " " + Numerals.fixed(number(outcome), 0));
        }
        return String.join(", ", parts);
    }

    private Chart rates() {
        List<Line> lines = List.of(
                line("offered", Ink.FOURTH, true, "offered_rps"), line("in time", Ink.FIRST, false, "goodput_rps"));
        double largest = lines.stream()
                .flatMap(line -> line.ys().stream())
                .filter(Double::isFinite)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        return new LineChart(
                "Load and answers in time",
                "Requests that were due in each second, and those of them answered in time.",
                x,
                Axis.fromZero("requests per second", largest, Numerals::plain),
                lines,
                List.of());
    }

    private Chart latencies() {
        List<Line> lines = List.of(line("p99", Ink.FIRST, false, "p99_ms"), line("p50", Ink.SECOND, false, "p50_ms"));
        double slo = number("slo_ms");
        double[] known = lines.stream()
                .flatMap(line -> line.ys().stream())
                .filter(value -> value > 0)
                .mapToDouble(Double::doubleValue)
                .toArray();
        double smallest = Arrays.stream(known).min().orElse(1);
        double largest = Arrays.stream(known).max().orElse(10);
        boolean hasSlo = Double.isFinite(slo);
        return new LineChart(
                "Latency",
                "p50 and p99 of each second, from the time a request was due.",
                x,
                Axis.log(
                        "milliseconds, logarithmic",
                        hasSlo ? Math.min(slo, smallest) : smallest,
                        hasSlo ? Math.max(slo, largest) : largest,
                        Numerals::plain),
                lines,
                hasSlo ? List.of(new LineChart.Level("SLO " + Numerals.millis(slo), slo)) : List.of());
    }

    private Line line(String name, Ink ink, boolean isFaint, String field) {
        List<Double> xs =
                IntStream.range(0, seconds.size()).mapToObj(i -> (double) i).toList();
        List<Double> ys = seconds.stream()
                .map(second -> second.path(field).asDouble(Double.NaN))
                .toList();
        return new Line(name, ink, isFaint, xs, ys);
    }

    private double number(String field) {
        return result.path(field).asDouble(Double.NaN);
    }
}
