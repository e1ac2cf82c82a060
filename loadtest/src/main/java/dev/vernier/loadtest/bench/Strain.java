package dev.vernier.loadtest.bench;

import dev.vernier.store.measure.Intervals;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a steady load on one variant takes out of a machine that server and load generator share.
 *
 * @param rps requests per second
 * @param slowdown lane time of a batch / its time in the profile
 * @param transitMillis of an answer's latency, what was spent neither in the queue nor on a lane
 */
record Strain(String variant, double rps, double slowdown, double transitMillis) {
    /** The medians of rounds with one variant at one rate. */
    static Strain median(List<Strain> rounds) {
        return new Strain(
                rounds.get(0).variant(),
                rounds.get(0).rps(),
                median(rounds, Strain::slowdown),
                median(rounds, Strain::transitMillis));
    }

    private static double median(List<Strain> rounds, ToDoubleFunction<Strain> figure) {
        return Intervals.interleavedMedian(rounds.stream().mapToDouble(figure).toArray())
                .value();
    }

    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("variant", variant);
        fields.put("rps", rps);
        fields.put("slowdown", slowdown);
        fields.put("transit_ms", transitMillis);
        return fields;
    }
}
