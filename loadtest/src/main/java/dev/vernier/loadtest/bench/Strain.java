package dev.vernier.loadtest.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a steady load on one variant takes out of a machine that server and load generator share.
 *
 * @param rps requests per second
 * @param slowdown lane time of a batch / its time in the profile
 * @param transitMillis of an answer's latency, what was spent neither in the queue nor on a lane
 */
record Strain(String variant, double rps, double slowdown, double transitMillis) {
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("variant", variant);
        fields.put("rps", rps);
        fields.put("slowdown", slowdown);
        fields.put("transit_ms", transitMillis);
        return fields;
    }
}
