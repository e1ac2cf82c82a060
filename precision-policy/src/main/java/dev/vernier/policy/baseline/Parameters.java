package dev.vernier.policy.baseline;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of a policy's parameters by name. Immutable. */
final class Parameters {
    private static final double NANOS = 1e9;

    private final String owner;
    private final Map<String, String> values;

    /**
     * @param owner whose they are, for messages
     * @param defaults {@code key=value,key=value}
     */
    Parameters(String owner, String defaults) {
        this(owner, parse(owner, defaults));
    }

    private Parameters(String owner, Map<String, String> values) {
        this.owner = owner;
        this.values = values;
    }

    /** The same with some of them changed. */
    Parameters with(String changes) {
        Map<String, String> changed = new LinkedHashMap<>(values);
        parse(owner, changes).forEach((key, value) -> {
            if (changed.replace(key, value) == null) {
                throw new IllegalArgumentException(
                        owner + " has no parameter `" + key + "`; it has " + String.join(", ", values.keySet()));
            }
        });
        return new Parameters(owner, changed);
    }

    private static Map<String, String> parse(String owner, String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = entry.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(owner + ": `" + entry + "` is not KEY=VALUE");
            }
            values.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return values;
    }

    String text(String key) {
        return values.getOrDefault(key, "");
    }

    /** A number at or above 0. */
    double number(String key) {
        try {
            double value = Double.parseDouble(text(key));
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(owner + ": " + key + "=" + text(key) + " is no number", e);
        }
        throw new IllegalArgumentException(owner + ": " + key + "=" + text(key) + " is below 0");
    }

    /** Seconds as nanos. */
    long nanos(String key) {
        return (long) (number(key) * NANOS);
    }
}
