package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;

/** A benchmark: what was found, in a sentence, over the table of its rows. */
final class BenchSection implements Section {
    private final JsonNode result;

    BenchSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        String finding = result.path("finding").asText();
        return finding.isEmpty() ? result.path("command").asText() : finding;
    }

    @Override
    public void draw(Markup page) {
        Fields.drawOpen(page, result, "finding");
    }
}
