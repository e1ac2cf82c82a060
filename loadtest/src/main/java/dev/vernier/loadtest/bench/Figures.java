package dev.vernier.loadtest.bench;

import dev.vernier.store.measure.Measure;
import java.util.Locale;

/** Figures as a console shows them. */
final class Figures {
    private Figures() {}

    /** The value with its interval, two decimals each. */
    static String text(Measure measure) {
        return String.format(Locale.ROOT, "%.2f [%.2f, %.2f]", measure.value(), measure.low(), measure.high());
    }

    /** Milliseconds with one decimal. */
    static String millis(double millis) {
        return fixed(millis, 1) + " ms";
    }

    /** A number with so many decimals. */
    static String fixed(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
