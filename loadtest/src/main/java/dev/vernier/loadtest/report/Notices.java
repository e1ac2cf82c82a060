package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;

/** What a reader must know before believing the figures. */
final class Notices {
    /** Above this many cores used by others a measurement is noisy. */
    private static final double MAX_OTHER_CPU_CORES = 0.15;

    private Notices() {}

    static void draw(Markup page, JsonNode result) {
        if (!result.path("complete").asBoolean(true)) {
            notice(page, "The run was cut short: this is what had been measured by then.");
        }
        if (result.path("quick").asBoolean(false)) {
            notice(page, "A quick run: less data and shorter steps than a full one, so wider intervals.");
        }
        double others = result.path("machine").path("other_cpu_cores").asDouble(0);
        if (others > MAX_OTHER_CPU_CORES) {
            notice(
                    page,
                    "The machine was not quiet: other processes used " + Numerals.fixed(others, 2)
                            + " cores on average.");
        }
        if (result.path("client_bound").asBoolean(false)) {
            notice(
                    page,
                    "The load generator was the limit: latencies and rates say more about it than about the server.");
        }
    }

    private static void notice(Markup page, String text) {
        page.leaf("p", text, "class", "notice").newline();
    }
}
