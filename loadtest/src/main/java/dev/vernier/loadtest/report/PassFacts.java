package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the passes of a ladder's variants tell about themselves: what they chose, and by which figures. */
final class PassFacts {
    private final JsonNode variants;

    PassFacts(JsonNode variants) {
        this.variants = variants;
    }

    void draw(Markup page) {
        drawCalibrators(page);
        drawFormatSearches(page);
        drawStructureSearches(page);
        drawLeft(page);
        drawSteps(page);
    }

    /** How often each calibrator had the least error of all; the errors themselves are among the steps. */
    private void drawCalibrators(Markup page) {
        Table table = new Table(List.of("variant", "activations", "best calibrator of so many", "never the best"));
        for (JsonNode variant : variants) {
            for (JsonNode step : variant.path("recipe")) {
                if (step.path("won").isObject()) {
                    List<String> best = new ArrayList<>();
                    List<String> never = new ArrayList<>();
                    int activations = 0;
                    for (Map.Entry<String, JsonNode> won : step.path("won").properties()) {
                        int times = won.getValue().asInt();
                        activations += times;
                        (times > 0 ? best : never).add(times > 0 ? won.getKey() + " " + times : won.getKey());
                    }
                    table.row(List.of(
                            name(variant),
                            Integer.toString(activations),
                            String.join(", ", best),
                            never.isEmpty() ? "\u2013" : String.join(", ", never)));
                }
            }
        }
        draw(
                page,
                "Ranges of activations",
                "Each activation's range is that of the calibrator with which the final output moved least; the errors of"
                        + " all are below, with the pass.",
                table);
    }

    private void drawFormatSearches(Markup page) {
        Table table =
                new Table(List.of("variant", "search", "multiplications in fp32", "loss", "wanted", "measurements"));
        for (JsonNode variant : variants) {
            for (JsonNode step : variant.path("recipe")) {
                double wanted = step.path("loss_share").asDouble()
                        * step.path("divergence_all_int8").asDouble();
                for (JsonNode search : step.path("searches")) {
                    if (search.has("fp32_multiplications")) {
                        table.row(List.of(
                                name(variant),
                                search.path("search").asText(),
                                Numerals.plain(
                                        search.path("fp32_multiplications").asDouble()),
                                Numerals.small(search.path("divergence").asDouble()),
                                Numerals.small(wanted),
                                search.path("measurements").asText()));
                    }
                }
            }
        }
        draw(
                page,
                "Searches for mixed precision",
                "The fewest multiplications that each found to be fp32 for the loss that was wanted. The variant is the one"
                        + " with the fewest.",
                table);
    }

    private void drawStructureSearches(Markup page) {
        Table table = new Table(List.of("variant", "search", "multiplications before", "left", "loss", "measurements"));
        for (JsonNode variant : variants) {
            for (JsonNode step : variant.path("recipe")) {
                for (JsonNode search : step.path("searches")) {
                    if (step.has("multiplications_before")) {
                        table.row(List.of(
                                name(variant),
                                search.path("search").asText(),
                                Numerals.plain(
                                        step.path("multiplications_before").asDouble()),
                                Numerals.plain(search.path("multiplications").asDouble()),
                                Numerals.small(search.path("divergence").asDouble()),
                                search.path("measurements").asText()));
                    }
                }
            }
        }
        draw(
                page,
                "Searches for what to remove",
                "The heads, neurons and blocks that each would take out of the linear layers for the speed-up that was wanted."
                        + " The variant is the one with the least loss.",
                table);
    }

    private static void draw(Markup page, String heading, String caption, Table table) {
        if (!table.isEmpty()) {
            page.leaf("h2", heading);
            page.leaf("p", caption, "class", "caption");
            table.draw(page);
        }
    }

    /** A row for each reason of a variant, and behind it every weight. */
    private void drawLeft(Markup page) {
        Table table = new Table(List.of("variant", "why", "weights", "size", "the first is read by"));
        for (JsonNode variant : variants) {
            Map<String, List<JsonNode>> byReason = new LinkedHashMap<>();
            variant.path("left_in_fp32")
                    .forEach(weight -> byReason.computeIfAbsent(
                                    weight.path("reason").asText(), reason -> new ArrayList<>())
                            .add(weight));
            byReason.forEach((reason, weights) -> table.row(List.of(
                    name(variant),
                    reason,
                    Integer.toString(weights.size()),
                    Numerals.mebibytes(weights.stream()
                            .mapToDouble(weight -> weight.path("bytes").asDouble())
                            .sum()),
                    weights.get(0).path("node").asText())));
        }
        if (!table.isEmpty()) {
            page.leaf("h2", "What is left in fp32");
            table.draw(page);
        }
    }

    private void drawSteps(Markup page) {
        Map<JsonNode, String> told = new LinkedHashMap<>();
        for (JsonNode variant : variants) {
            if (variant.path("recipe").isEmpty()) {
                continue;
            }
            if (told.isEmpty()) {
                page.leaf("h2", "What the passes chose");
            }
            page.open("details").leaf("summary", summary(variant));
            for (JsonNode step : variant.path("recipe")) {
                page.leaf("h3", step.path("pass").asText());
                String before = told.putIfAbsent(step, name(variant));
                if (before == null) {
                    Fields.draw(page, step);
                } else {
                    page.leaf("p", "The same as for " + before + ".", "class", "caption");
                }
            }
            page.close().newline();
        }
    }

    private static String summary(JsonNode variant) {
        List<String> passes = new ArrayList<>();
        variant.path("recipe").forEach(step -> passes.add(step.path("pass").asText()));
        return name(variant) + ": " + String.join(", ", passes);
    }

    private static String name(JsonNode variant) {
        return variant.path("name").asText();
    }
}
