package dev.vernier.loadtest.demo;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What each accepted variant carries alone, in answers per second; the reference first. */
record Ladder(Map<String, Double> capacityRps) {
    static final String REFERENCE = "fp32";

    Ladder {
        capacityRps = new LinkedHashMap<>(capacityRps);
        if (!capacityRps.containsKey(REFERENCE)) {
            throw new IllegalArgumentException("the capacity of " + REFERENCE + " is not known");
        }
    }

    double referenceRps() {
        return capacityRps.getOrDefault(REFERENCE, Double.NaN);
    }

    /** Capacity of the variant that costs least. */
    double cheapestRps() {
        Collection<Double> capacities = capacityRps.values();
        return capacities.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }

    /** The load, in capacities of the reference, up to which the answers must be in time. */
    double promisedLoad() {
        return Math.min(3, 0.85 * cheapestRps() / referenceRps());
    }
}
