package dev.vernier.loadtest.load;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a tally is called in result files; the names are those of RESULTS. */
public final class LoadFields {
    private static final long SECOND_NANOS = 1_000_000_000;

    private LoadFields() {}

    /** {@code sent} and the five outcomes that add up to it. */
    public static Map<String, Integer> counts(Tally tally) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        counts.put("sent", tally.sent());
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome.key(), tally.count(outcome));
        }
        return counts;
    }

    /** Share of the answers by variant. */
    public static Map<String, Double> mix(Tally tally) {
        Map<String, Double> mix = new LinkedHashMap<>();
        tally.mix().forEach((variant, count) -> mix.put(variant, (double) count / tally.answered()));
        return mix;
    }

    /** A whole run. */
    static Map<String, @Nullable Object> run(Tally tally, boolean isLabelled) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("offered_rps", tally.offeredRps());
        fields.put("throughput_rps", tally.throughputRps());
        fields.put("goodput_rps", tally.goodputRps());
        fields.put("slo_attainment", tally.sloAttainment());
        fields.put("accuracy_offered", isLabelled ? tally.accuracyOffered() : null);
        fields.put("accuracy_served", isLabelled ? tally.accuracyServed() : null);
        fields.put("p50_ms", tally.latencyMillis(50));
        fields.put("p90_ms", tally.latencyMillis(90));
        fields.put("p99_ms", tally.latencyMillis(99));
        fields.put("p999_ms", tally.latencyMillis(99.9));
        fields.put("max_ms", tally.latencyMillis(100));
        fields.put("send_lag_p99_ms", tally.lagMillis(99));
        fields.put("mix", mix(tally));
        fields.putAll(counts(tally));
        return fields;
    }

    /** One object for each second of a run, by the time at which its requests were due. */
    public static List<Map<String, Object>> series(Ledger ledger) {
        List<Map<String, Object>> series = new ArrayList<>();
        int from = 0;
        for (long second = 0; from < ledger.size(); second++) {
            int to = from;
            while (to < ledger.size() && ledger.plan().schedule().offsetNanos(to) < (second + 1) * SECOND_NANOS) {
                to++;
            }
            series.add(second(second, Tally.of(ledger, from, to, 1)));
            from = to;
        }
        return series;
    }

    private static Map<String, Object> second(long second, Tally tally) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("second", second);
        fields.put("offered_rps", tally.offeredRps());
        fields.put("goodput_rps", tally.goodputRps());
        fields.put("p50_ms", tally.latencyMillis(50));
        fields.put("p99_ms", tally.latencyMillis(99));
        fields.put("mix", mix(tally));
        fields.putAll(counts(tally));
        return fields;
    }
}
