package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;

/** Any result that has no picture of its own: its figures in tables. */
final class FieldsSection implements Section {
    private final JsonNode result;

    FieldsSection(JsonNode result) {
        this.result = result;
    }

    @Override
    public String headline() {
        return result.path("command").asText();
    }

    @Override
    public void draw(Markup page) {
        Fields.draw(page, result);
    }
}
