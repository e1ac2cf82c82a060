package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;

/** What compress or evaluate measured: the ladder of variants. */
final class LadderSection implements Section {
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
                        "Texts that no pass saw, with 95 % intervals; hollow marks were not accepted.")
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
        page.leaf("h2", "All figures");
        Fields.draw(page, result);
    }
}
