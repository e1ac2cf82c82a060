package dev.vernier.loadtest.load;

import java.util.Locale;

/** What a run's figures look like on the console. */
final class LoadSummary {
    private LoadSummary() {}

    static String of(Tally tally, ClientEffort effort) {
        String text = String.format(
                Locale.ROOT,
                """
                  offered        %.1f req/s, %d requests
                  in time        %.2f %% (%.1f req/s)
                  late, shed     %d, %d
                  failed, lost   %d, %d
                  latency        p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms
                """,
                tally.offeredRps(),
                tally.sent(),
                100 * tally.sloAttainment(),
                tally.goodputRps(),
                tally.count(Outcome.LATE),
                tally.count(Outcome.SHED),
                tally.count(Outcome.FAILED),
                tally.count(Outcome.LOST),
                tally.latencyMillis(50),
                tally.latencyMillis(90),
                tally.latencyMillis(99),
                tally.latencyMillis(99.9),
                tally.latencyMillis(100));
        StringBuilder summary = new StringBuilder(text);
        tally.mix()
                .forEach((variant, count) -> summary.append(String.format(
                        Locale.ROOT,
                        "  %-14s %.1f %% of the answers%n",
                        variant.isEmpty() ? "(no variant)" : variant,
                        100.0 * count / tally.answered())));
        if (effort.isBound()) {
            summary.append(
                    "  The load generator was the limit: these figures say more about it than about the server.\n");
        }
        return summary.toString();
    }
}
