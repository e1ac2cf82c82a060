package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The demo's numbers: variants, gains, steps, and who answered texts of which length. */
final class DemoTables {
    private DemoTables() {}

    static void draw(Markup page, JsonNode demo, DemoRamp ramp) {
        if (demo.path("variants").size() > 0) {
            page.leaf("h2", "The variants");
            VariantTable.draw(page, demo.path("variants"));
        }
        Table gains = gains(demo.path("ramp"));
        if (!gains.isEmpty()) {
            page.leaf("h2", "What adaptive precision gains")
                    .leaf(
                            "p",
                            "Differences over the same texts, in percentage points, with 95 % intervals.",
                            "class",
                            "caption");
            gains.draw(page);
        }
        if (!ramp.isEmpty()) {
            page.leaf("h2", "Every step");
            steps(demo.path("steps")).draw(page);
            page.leaf("h2", "Full precision by length of text")
                    .leaf(
                            "p",
                            "Adaptive policy: share of the answers that fp32 gave, way up and way down together.",
                            "class",
                            "caption");
            lengths(demo.path("steps")).draw(page);
        }
    }

    private static Table gains(JsonNode ramp) {
        Table table = new Table(List.of("gain", "whole ramp", "at 2\u00d7", "at 3\u00d7"));
        Map<String, String> gains = new TreeMap<>(Map.of(
                "accuracy_gain_over_fp32", "accuracy over fp32 only",
                "accuracy_gain_over_int8", "accuracy over int8 only",
                "fidelity_gain_over_int8", "fidelity over int8 only"));
        gains.forEach((field, name) -> {
            if (Measured.of(ramp.path(field)).isKnown()) {
                List<String> cells = new ArrayList<>(List.of(name));
                for (String suffix : List.of("", "_2x", "_3x")) {
                    Measured gain = Measured.of(ramp.path(field + suffix));
                    cells.add(gain.isKnown() ? gain.text(Numerals::points) : "\u2013");
                }
                table.row(cells);
            }
        });
        return table;
    }

    private static Table steps(JsonNode steps) {
        Table table = new Table(List.of(
                "step",
                "policy",
                "offered, req/s",
                "in time, req/s",
                "SLO attainment",
                "accuracy offered",
                "fidelity offered",
                "accuracy served",
                "p50, ms",
                "p99, ms",
                "in time",
                "late",
                "shed",
                "failed",
                "lost",
                "others, cores",
                "verdict"));
        for (JsonNode json : steps) {
            DemoStep step = new DemoStep(json);
            List<String> cells = new ArrayList<>(List.of(step.place(), step.policy()));
            List.of("offered_rps", "goodput_rps").forEach(field -> cells.add(Numerals.plain(step.number(field))));
            List.of("slo_attainment", "accuracy_offered", "fidelity_offered", "accuracy_served")
                    .forEach(field -> cells.add(Numerals.percent(step.number(field))));
            List.of("p50_ms", "p99_ms").forEach(field -> cells.add(Numerals.plain(step.number(field))));
            List.of("in_time", "late", "shed", "failed", "lost")
                    .forEach(field -> cells.add(Numerals.fixed(step.number(field), 0)));
            cells.add(Numerals.fixed(step.number("other_cpu_cores"), 2));
            cells.add(Promises.sign(step.verdict()) + " " + step.verdict());
            table.row(cells);
        }
        return table;
    }

    private static Table lengths(JsonNode steps) {
        List<String> classes = List.of("<=16", "17-32", ">32");
        Table table = new Table(List.of("load", "up to 16 tokens", "17 to 32", "over 32"));
        Map<Double, Map<String, Map<String, Double>>> byLoad = new TreeMap<>();
        for (JsonNode step : steps) {
            if (step.path("policy").asText().equals(DemoRamp.ADAPTIVE.key())) {
                add(byLoad.computeIfAbsent(step.path("load").asDouble(), load -> new TreeMap<>()), step);
            }
        }
        byLoad.forEach((load, counts) -> {
            List<String> cells = new ArrayList<>(List.of(DemoStep.loadName(load)));
            classes.forEach(length -> cells.add(fp32Share(counts.getOrDefault(length, Map.of()))));
            table.row(cells);
        });
        return table;
    }

    private static void add(Map<String, Map<String, Double>> counts, JsonNode step) {
        for (Map.Entry<String, JsonNode> length : step.path("mix_by_length").properties()) {
            Map<String, Double> mix = counts.computeIfAbsent(length.getKey(), key -> new TreeMap<>());
            for (Map.Entry<String, JsonNode> variant : length.getValue().properties()) {
                mix.merge(variant.getKey(), variant.getValue().asDouble(), Double::sum);
            }
        }
    }

    private static String fp32Share(Map<String, Double> counts) {
        double all = counts.values().stream().mapToDouble(Double::doubleValue).sum();
        return all == 0
                ? "\u2013"
                : Numerals.percent(counts.getOrDefault("fp32", 0.0) / all) + " of " + Numerals.fixed(all, 0);
    }
}
