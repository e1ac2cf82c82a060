package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** The pictures of one trace under several policies. */
final class AdaptiveCharts {
    private static final String OURS = "adaptive";
    private static final String SINGLE = "static-";
    private static final String REFERENCE = "static-fp32";

    private final List<JsonNode> rows;

    /** @param rows one a policy, ours first */
    AdaptiveCharts(List<JsonNode> rows) {
        this.rows = List.copyOf(rows);
    }

    List<Chart> all() {
        List<Chart> charts = new ArrayList<>(List.of(goodput(), exchange()));
        Set<String> variants = new LinkedHashSet<>();
        rows.forEach(row -> variants.addAll(MixOverTime.variants(seconds(row))));
        for (JsonNode row : rows) {
            if (!policy(row).startsWith(SINGLE)) {
                charts.add(MixOverTime.chart("Which variant answered, " + policy(row), seconds(row), variants));
            }
        }
        return charts;
    }

    private Chart goodput() {
        List<Line> lines = new ArrayList<>();
        JsonNode ours = rows.get(0);
        lines.add(line("offered", Ink.FOURTH, true, ours, "offered_rps"));
        lines.add(line(policy(ours), Ink.FIRST, false, ours, "goodput_rps"));
        best(policy -> policy.equals(REFERENCE)).ifPresent(row -> lines.add(goodput(row, Ink.SECOND)));
        best(policy -> policy.startsWith(SINGLE) && !policy.equals(REFERENCE))
                .ifPresent(row -> lines.add(goodput(row, Ink.THIRD)));
        best(policy -> !policy.startsWith(SINGLE) && !policy.equals(OURS))
                .ifPresent(row -> lines.add(goodput(row, Ink.FIFTH)));
        double largest = lines.stream()
                .flatMap(line -> line.ys().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
        return new LineChart(
                "Answers in time",
                "Requests by the second in which they were due: ours, full precision alone, and of the other single variants"
                        + " and of the published policies the one that is most faithful over all that was offered.",
                Axis.linear("seconds", 0, Math.max(1, seconds(ours).size() - 1), Numerals::plain),
                Axis.fromZero("answers in time per second", largest, Numerals::plain),
                lines,
                List.of());
    }

    private static Line goodput(JsonNode row, Ink ink) {
        return line(policy(row), ink, false, row, "goodput_rps");
    }

    private static Line line(String name, Ink ink, boolean isFaint, JsonNode row, String field) {
        List<JsonNode> seconds = seconds(row);
        return new Line(
                name,
                ink,
                isFaint,
                IntStream.range(0, seconds.size())
                        .mapToObj(second -> (double) second)
                        .toList(),
                seconds.stream().map(second -> second.path(field).asDouble()).toList());
    }

    private Chart exchange() {
        List<ScatterChart.Point> points = new ArrayList<>();
        for (JsonNode row : rows) {
            double inTime = row.path("slo_attainment").asDouble();
            double fidelity = fidelity(row);
            points.add(new ScatterChart.Point(
                    policy(row), Ink.of(points.size()), inTime, fidelity, fidelity, fidelity, false));
        }
        return new ScatterChart(
                "What each policy gets",
                "Over all that was offered; a late, refused or lost answer counts as 0. The line joins those that no other"
                        + " beats in both.",
                Axis.linear("answered in time", least(points, true), 1, share -> Numerals.percent(share, 0)),
                Axis.linear("fidelity offered", least(points, false), 1, share -> Numerals.percent(share, 0)),
                points);
    }

    private static double least(List<ScatterChart.Point> points, boolean isAcross) {
        return points.stream()
                .mapToDouble(point -> isAcross ? point.x() : point.y())
                .filter(Double::isFinite)
                .min()
                .orElse(0);
    }

    private Optional<JsonNode> best(Predicate<String> policies) {
        return rows.stream()
                .filter(row -> policies.test(policy(row)))
                .max(Comparator.comparingDouble(AdaptiveCharts::fidelity));
    }

    private static double fidelity(JsonNode row) {
        return row.path("fidelity_offered").asDouble();
    }

    private static String policy(JsonNode row) {
        return row.path("policy").asText();
    }

    private static List<JsonNode> seconds(JsonNode row) {
        return StreamSupport.stream(row.path("series").spliterator(), false).toList();
    }
}
