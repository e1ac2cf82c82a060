package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What compress or evaluate measured: the ladder of variants. */
final class LadderSection implements Section {
    /** Has its own place on the page, and would be one endless line in a table of all. */
    private static final Set<String> SHOWN = Set.of("recipe", "left_in_fp32", "pass_seconds", "speedup_by_length");

    private final JsonNode result;

    LadderSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        int accepted = 0;
        for (JsonNode variant : result.path("variants")) {
            accepted += variant.path("accepted").asBoolean() ? 1 : 0;
        }
        return result.path("model").asText("A model") + ": " + accepted + " of "
                + result.path("variants").size() + " variants may be served";
    }

    @Override
    public void draw(Markup page) {
        page.open("div", "class", "charts");
        VariantTable.chart(
                        result.path("variants"),
                        "speedup",
                        "speed-up over the reference",
                        "Speed-up against what is left of the answers",
                        "Texts that no pass saw, with 95 % intervals; hollow marks were not accepted. The line joins"
                                + " those that no other one beats in both.")
                .drawFigure(page);
        VariantTable.chart(
                        result.path("variants"),
                        "size_ratio",
                        "times smaller than the reference",
                        "Size against what is left of the answers",
                        "The same for the size of the file, tables of embeddings included.")
                .drawFigure(page);
        page.close().newline();
        page.leaf("h2", "The variants");
        VariantTable.draw(page, result.path("variants"));
        for (JsonNode variant : result.path("variants")) {
            if (variant.path("gate").isTextual()) {
                page.leaf(
                        "p",
                        variant.path("name").asText() + " was not accepted: "
                                + variant.path("gate").asText(),
                        "class",
                        "caption");
            }
        }
        drawFamilies(page);
        drawByLength(page);
        drawPasses(page);
        new PassFacts(result.path("variants")).draw(page);
        page.leaf("h2", "All figures");
        Fields.drawWithout(page, result, SHOWN);
    }

    private void drawFamilies(Markup page) {
        Table table = new Table(List.of("family", "variant", "speed-up", "fidelity", "on the hull"));
        for (JsonNode variant : result.path("variants")) {
            if (variant.path("best_of_family").asBoolean()
                    || variant.path("on_hull").asBoolean()) {
                String family = variant.path("family").asText();
                table.row(List.of(
                        family.isEmpty() ? "none" : family,
                        variant.path("name").asText(),
                        Measured.of(variant.path("speedup")).text(Numerals::plain),
                        Numerals.fixed(variant.path("fidelity").asDouble(), 4),
                        variant.path("on_hull").asBoolean() ? "yes" : "no"));
            }
        }
        if (!table.isEmpty()) {
            page.leaf("h2", "What each family reaches");
            page.leaf(
                    "p",
                    "Variants that no other one of their family beats in both, also where another family does. The hull of fidelity and"
                            + " time is what a server chooses from.",
                    "class",
                    "caption");
            table.draw(page);
        }
    }

    private void drawByLength(Markup page) {
        List<String> lengths = new ArrayList<>();
        result.path("variants").path(0).path("speedup_by_length").fieldNames().forEachRemaining(lengths::add);
        if (lengths.isEmpty()) {
            return;
        }
        List<String> headings = new ArrayList<>(List.of("variant"));
        lengths.forEach(length -> headings.add(length + " tokens"));
        Table table = new Table(headings);
        for (JsonNode variant : result.path("variants")) {
            List<String> cells = new ArrayList<>(List.of(variant.path("name").asText()));
            lengths.forEach(length -> cells.add(
                    Measured.of(variant.path("speedup_by_length").path(length)).text(Numerals::plain)));
            table.row(cells);
        }
        page.leaf("h2", "Speed-up by the length of the text");
        table.draw(page);
    }

    private void drawPasses(Markup page) {
        Table table = new Table(List.of("variant", "pass", "seconds"));
        for (JsonNode variant : result.path("variants")) {
            for (Map.Entry<String, JsonNode> pass : variant.path("pass_seconds").properties()) {
                table.row(List.of(
                        variant.path("name").asText(),
                        pass.getKey(),
                        Numerals.fixed(pass.getValue().asDouble(), 1)));
            }
        }
        if (!table.isEmpty()) {
            page.leaf("h2", "What the passes took");
            page.leaf("p", "A pass that several variants begin with was run once.", "class", "caption");
            table.draw(page);
        }
    }
}
