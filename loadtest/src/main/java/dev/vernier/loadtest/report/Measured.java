package dev.vernier.loadtest.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.DoubleFunction;

/**
 * A number of a result file, with its interval where it has one.
 *
 * @param value NaN where the file does not say
 */
record Measured(double value, double low, double high) {
    /** Reads a measure, or a plain number as a measure without an interval. */
    static Measured of(JsonNode node) {
        if (node.isObject()) {
            double value = node.path("value").asDouble(Double.NaN);
            return new Measured(
                    value,
                    node.path("ci_low").asDouble(value),
                    node.path("ci_high").asDouble(value));
        }
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        return new Measured(value, value, value);
    }

    boolean isKnown() {
        return Double.isFinite(value);
    }

    boolean hasInterval() {
        return low < high;
    }

    /** The value, and its interval in brackets. */
    String text(DoubleFunction<String> format) {
        String text = format.apply(value);
        return hasInterval() ? text + " [" + format.apply(low) + ", " + format.apply(high) + "]" : text;
    }
}
