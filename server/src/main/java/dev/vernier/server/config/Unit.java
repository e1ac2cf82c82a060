package dev.vernier.server.config;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A kind of quantity whose values are written as a number with a unit: {@code 100ms}, {@code 64MiB}. */
final class Unit {
    static final Unit TIME = new Unit(
            "100ms", Map.of("ns", 1L, "us", 1_000L, "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L));
    static final Unit SIZE = new Unit("64MiB", Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30));

    private static final Pattern QUANTITY = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *([A-Za-z]*)");

    private final String example;
    private final Map<String, Long> factors;

    private Unit(String example, Map<String, Long> factors) {
        this.example = example;
        this.factors = factors;
    }

    static Duration duration(String text) {
        return Duration.ofNanos(TIME.parse(text));
    }

    static ByteSize byteSize(String text) {
        return new ByteSize(SIZE.parse(text));
    }

    private long parse(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            throw new IllegalArgumentException("`" + text + "` is not a number with a unit, such as " + example);
        }
        String unit = quantity.group(2);
        Long factor = factors.get(unit);
        if (factor == null) {
            String what = unit.isEmpty() ? "has no unit" : "has an unknown unit `" + unit + "`";
            throw new IllegalArgumentException("`" + text + "` " + what + "; use one of " + units());
        }
        return Math.round(Double.parseDouble(quantity.group(1)) * factor);
    }

    /** The number with the largest unit of which it is a multiple. */
    String format(long number) {
        Map.Entry<String, Long> largest = factors.entrySet().stream()
                .filter(unit -> number % unit.getValue() == 0)
                .max(Map.Entry.comparingByValue())
                .orElseThrow();
        return number == 0 ? 0 + smallest() : number / largest.getValue() + largest.getKey();
    }

    private String smallest() {
        return factors.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private String units() {
        return factors.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey, (one, other) -> one, TreeMap::new))
                .values()
                .stream()
                .collect(Collectors.joining(", "));
    }
}
