package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The demo's pictures. */
final class DemoCharts {
    private static final String RAMP_TITLE = "offered load / full-precision capacity, in the order of the ramp";

    private final JsonNode demo;
    private final DemoRamp ramp;
    private final Axis x;

    DemoCharts(JsonNode demo, DemoRamp ramp) {
        this.demo = demo;
        this.ramp = ramp;
        this.x = Axis.places(RAMP_TITLE, ramp.loads());
    }

    List<Chart> all() {
        List<Chart> charts = new ArrayList<>();
        if (!ramp.isEmpty()) {
            charts.add(goodput());
            charts.add(latency());
            charts.add(mix());
            charts.add(attainment());
            charts.add(accuracy());
            charts.add(fidelity());
            charts.add(overInt8());
        }
        if (demo.path("variants").size() > 0) {
            charts.add(ladder());
        }
        return charts;
    }

    private Chart goodput() {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "offered",
                Ink.FOURTH,
                true,
                ramp.line(DemoRamp.ADAPTIVE, "", true, DemoStep::load).xs(),
                offered()));
        for (DemoRamp.Policy policy : DemoRamp.POLICIES) {
            lines.add(ramp.line(policy, policy.name(), false, step -> step.number("goodput_rps")));
        }
        double capacity = demo.path("fp32_capacity_rps").asDouble(Double.NaN);
        return new LineChart(
                "Offered load and answers in time",
                "Goodput: answers per second that met the SLO, beside the load that was offered.",
                x,
                Axis.fromZero("answers in time per second", largest(lines), Numerals::plain),
                lines,
                Double.isFinite(capacity)
                        ? List.of(new LineChart.Level("full-precision capacity", capacity))
                        : List.of());
    }

    private List<Double> offered() {
        List<Double> offered = new ArrayList<>();
        for (int place = 0; place < ramp.places().size(); place++) {
            int at = place;
            offered.add(DemoRamp.POLICIES.stream()
                    .flatMap(policy -> ramp.step(policy, at).stream())
                    .findFirst()
                    .map(step -> step.number("offered_rps"))
                    .orElse(Double.NaN));
        }
        return offered;
    }

    private Chart latency() {
        double slo = demo.path("slo_ms").asDouble(Double.NaN);
        List<Line> lines = new ArrayList<>();
        for (DemoRamp.Policy policy : DemoRamp.POLICIES) {
            lines.add(ramp.line(policy, policy.name() + ", p99", false, step -> positive(step.number("p99_ms"))));
            lines.add(ramp.line(policy, policy.name() + ", p50", true, step -> positive(step.number("p50_ms"))));
        }
        return new LineChart(
                "Latency against the SLO",
                "p99 (marked) and p50 (thin), from the time a request was due to its answer; refused requests have none.",
                x,
                Axis.log("milliseconds, logarithmic", smallest(lines, slo), largest(lines, slo), Numerals::plain),
                lines,
                Double.isFinite(slo) ? List.of(new LineChart.Level("SLO " + Numerals.millis(slo), slo)) : List.of());
    }

    private static double positive(double value) {
        return value > 0 ? value : Double.NaN;
    }

    private Chart mix() {
        List<StackedChart.Layer> layers = new ArrayList<>();
        List<String> variants = variantsByCapacity();
        for (int i = 0; i < variants.size(); i++) {
            String variant = variants.get(i);
            List<Double> shares = finite(ramp.values(DemoRamp.ADAPTIVE, step -> step.shareOfRequests(variant)));
            if (shares.stream().anyMatch(share -> share > 0)) {
                layers.add(new StackedChart.Layer(variant, Pattern.of(i), shares));
            }
        }
        layers.add(new StackedChart.Layer("not answered", Pattern.NOTHING, unanswered(layers)));
        return new StackedChart(
                "Which variant answered, adaptive policy",
                "Share of the requests that each variant answered; the dearest variant is at the bottom.",
                x,
                Axis.fromZero("share of the requests", 1, share -> Numerals.percent(share, 0)),
                layers);
    }

    private List<Double> unanswered(List<StackedChart.Layer> answered) {
        List<Double> rest = new ArrayList<>();
        for (int place = 0; place < ramp.places().size(); place++) {
            int at = place;
            double sum = answered.stream()
                    .mapToDouble(layer -> layer.values().get(at))
                    .sum();
            rest.add(Math.max(0, 1 - sum));
        }
        return rest;
    }

    private static List<Double> finite(List<Double> values) {
        return values.stream()
                .map(value -> Double.isFinite(value) ? value : 0.0)
                .toList();
    }

    /** The dearest first. */
    private List<String> variantsByCapacity() {
        return StreamSupport.stream(demo.path("variants").spliterator(), false)
                .sorted(Comparator.comparingDouble(
                        variant -> variant.path("capacity_rps").asDouble(Double.MAX_VALUE)))
                .map(variant -> variant.path("name").asText())
                .toList();
    }

    private Chart attainment() {
        return shares(
                "Answered in time",
                "SLO attainment: answers in time / requests.",
                "slo_attainment",
                List.of(new LineChart.Level("99 %", 0.99)));
    }

    private Chart accuracy() {
        return shares("Accuracy offered", "Right answers in time / requests.", "accuracy_offered", List.of());
    }

    private Chart fidelity() {
        return shares(
                "Fidelity offered",
                "Agreement with the full-precision probabilities for the same text; 0 for a request not answered in time.",
                "fidelity_offered",
                List.of());
    }

    private Chart shares(String title, String caption, String field, List<LineChart.Level> levels) {
        List<Line> lines = DemoRamp.POLICIES.stream()
                .map(policy -> ramp.line(policy, policy.name(), false, step -> step.number(field)))
                .toList();
        DoubleFunction<String> percent = share -> Numerals.percent(share, 0);
        return new LineChart(title, caption, x, Axis.fromZero("share of the requests", 1, percent), lines, levels);
    }

    private Chart overInt8() {
        List<Line> lines = List.of(
                difference("fidelity", Ink.FIRST, "fidelity_offered"),
                difference("accuracy", Ink.SECOND, "accuracy_offered"));
        return new LineChart(
                "Adaptive against int8 only",
                "Adaptive less int8 only, in percentage points of the requests; above 0 adaptive is better.",
                x,
                Axis.linear(
                        "percentage points",
                        Math.min(0, smallest(lines)),
                        Math.max(0.1, largest(lines)),
                        points -> Numerals.fixed(points, 1)),
                lines,
                List.of(new LineChart.Level("no difference", 0)));
    }

    private Line difference(String name, Ink ink, String field) {
        List<Double> ours = ramp.values(DemoRamp.ADAPTIVE, step -> 100 * step.number(field));
        List<Double> theirs = ramp.values(DemoRamp.INT8, step -> 100 * step.number(field));
        List<Double> differences = IntStream.range(0, ours.size())
                .mapToObj(place -> ours.get(place) - theirs.get(place))
                .toList();
        return new Line(
                name,
                ink,
                false,
                ramp.line(DemoRamp.ADAPTIVE, "", true, DemoStep::load).xs(),
                differences);
    }

    private Chart ladder() {
        return VariantTable.chart(
                demo.path("variants"),
                "capacity_rps",
                "capacity, requests per second",
                "What each variant carries, and how often it is right",
                "Capacity of each variant alone, closed loop; test accuracy with its 95 % interval.");
    }

    private static double largest(List<Line> lines, double... more) {
        return DoubleStream.concat(values(lines), DoubleStream.of(more))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
    }

    private static double smallest(List<Line> lines, double... more) {
        return DoubleStream.concat(values(lines), DoubleStream.of(more))
                .filter(Double::isFinite)
                .min()
                .orElse(1);
    }

    private static DoubleStream values(List<Line> lines) {
        return lines.stream().flatMap(line -> line.ys().stream()).mapToDouble(Double::doubleValue);
    }
}
