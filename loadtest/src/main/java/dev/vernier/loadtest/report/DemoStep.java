package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;

/** One step of the demo's ramp under one policy. */
record DemoStep(JsonNode json) {
    String policy() {
        return json.path("policy").asText();
    }

    double load() {
        return number("load");
    }

    /** The load and the way it was reached. */
    String place() {
        return loadName(load()) + " " + json.path("phase").asText();
    }

    boolean isSamePlaceAs(DemoStep other) {
        return place().equals(other.place());
    }

    double number(String field) {
        return json.path(field).asDouble(Double.NaN);
    }

    String verdict() {
        return json.path("verdict").asText();
    }

    static String loadName(double load) {
        return (load == Math.rint(load) ? Numerals.fixed(load, 0) : Numerals.fixed(load, 1)) + "\u00d7";
    }

    /** Share of the requests that a variant answered. */
    double shareOfRequests(String variant) {
        double answered = json.path("answered").asDouble(number("in_time") + number("late"));
        return json.path("mix").path(variant).asDouble(0) * answered / Math.max(1, number("sent"));
    }
}
