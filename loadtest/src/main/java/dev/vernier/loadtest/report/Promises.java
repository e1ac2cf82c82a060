package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;

/** What the run was to show, and whether it did; each verdict has its own sign, so that no colour is needed. */
final class Promises {
    private Promises() {}

    static void draw(Markup page, JsonNode promises) {
        if (promises.isEmpty()) {
            return;
        }
        page.leaf("h2", "What was promised").open("ul", "class", "promises");
        for (JsonNode promise : promises) {
            String verdict = promise.path("verdict").asText();
            page.open("li", "class", verdict)
                    .leaf("span", sign(verdict) + " " + verdict, "class", "verdict")
                    .open("span")
                    .text(promise.path("promise").asText())
                    .leaf("span", promise.path("measured").asText(), "class", "measured")
                    .close()
                    .close();
        }
        page.close().newline();
    }

    static String sign(String verdict) {
        return switch (verdict) {
            case "pass" -> "\u2713";
            case "fail" -> "\u2717";
            case "noisy" -> "\u223f";
            default -> "?";
        };
    }
}
