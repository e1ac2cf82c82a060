package dev.vernier.loadtest.stage;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each accepted variant carries alone, in answers per second; the reference first. */
public record Ladder(Map<String, Double> capacityRps) {
    /** What the dearest variant is called. */
    public static final String REFERENCE = "fp32";

    public Ladder {
        capacityRps = new LinkedHashMap<>(capacityRps);
        if (!capacityRps.containsKey(REFERENCE)) {
            throw new IllegalArgumentException("the capacity of " + REFERENCE + " is not known");
        }
    }

    public double referenceRps() {
        return capacityRps.getOrDefault(REFERENCE, Double.NaN);
    }

    /** Capacity of the variant that costs least. */
    public double cheapestRps() {
        Collection<Double> capacities = capacityRps.values();
        return capacities.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** The load, in capacities of the reference, up to which the answers must be in time. */
    public double promisedLoad() {
        return Math.min(3, 0.85 * cheapestRps() / referenceRps());
    }
}
