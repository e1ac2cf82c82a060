package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The demo: adaptive precision against full precision alone and int8 alone, over the same ramp of load. */
final class DemoSection implements Section {
    private final JsonNode demo;
    private final DemoRamp ramp;

    DemoSection(JsonNode demo) {
        this.demo = demo;
        this.ramp = new DemoRamp(demo);
    }

    @Override
    public String headline() {
        return ramp.peak(DemoRamp.ADAPTIVE)
                .map(peak -> "At " + DemoStep.loadName(peak.load())
                        + " the load that full precision can carry, adaptive precision answers "
                        + Numerals.percent(peak.number("slo_attainment")) + " in time")
                .orElse("The demo did not reach its ramp");
    }

    @Override
    public void draw(Markup page) {
        page.leaf("p", lead(), "class", "lead").newline();
        drawTiles(page);
        Promises.draw(page, demo.path("promises"));
        List<Chart> charts = new DemoCharts(demo, ramp).all();
        if (!charts.isEmpty()) {
            page.leaf("h2", "The ramp");
            if (ramp.isNoisy()) {
                page.leaf(
                        "p",
                        "Loads with" + DemoRamp.NOISY_MARK + " have a step that was disturbed by other processes,"
                                + " or whose load generator was the limit.",
                        "class",
                        "caption");
            }
            page.open("div", "class", "charts");
            charts.forEach(chart -> chart.drawFigure(page));
            page.close().newline();
        }
        DemoTables.draw(page, demo, ramp);
    }

    private String lead() {
        String capacity = Numerals.plain(demo.path("fp32_capacity_rps").asDouble(Double.NaN));
        return "Open-loop load on " + demo.path("model").asText("the model") + " over gRPC; full precision carries "
                + capacity + " requests per second. "
                + (ramp.isEmpty() ? "" : "The load goes from " + ramp.extent() + ". ")
                + "Each step sends the same texts at the same times to three policies: adaptive, fp32 only and int8"
                + " only. An answer counts when it comes within "
                + Numerals.millis(demo.path("slo_ms").asDouble(Double.NaN))
                + " of the time at which its request was due; a late, refused, failed or lost answer counts as wrong.";
    }

    private void drawTiles(Markup page) {
        Tiles tiles = Tiles.open(page);
        ramp.peak(DemoRamp.ADAPTIVE)
                .ifPresent(adaptive -> tiles.tile(
                        "In time at " + DemoStep.loadName(adaptive.load()),
                        Numerals.percent(adaptive.number("slo_attainment")),
                        ramp.peak(DemoRamp.FP32)
                                .map(fp32 -> "fp32 only: " + Numerals.percent(fp32.number("slo_attainment")))
                                .orElse("")));
        gain(tiles, "accuracy_gain_over_fp32", "Accuracy gained over fp32 only");
        gain(tiles, "fidelity_gain_over_int8", "Fidelity gained over int8 only");
        gain(tiles, "accuracy_gain_over_int8", "Accuracy against int8 only");
        tiles.close();
    }

    private void gain(Tiles tiles, String field, String name) {
        Measured gain = Measured.of(demo.path("ramp").path(field));
        if (gain.isKnown()) {
            tiles.tile(
                    name,
                    Numerals.points(gain.value()) + " pp",
                    "95 % interval " + Numerals.points(gain.low()) + " to " + Numerals.points(gain.high())
                            + ", whole ramp");
        }
    }
}
