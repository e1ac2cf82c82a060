package dev.vernier.loadtest.report;

import java.util.Locale;

/** Numbers as a reader wants them: as many digits as say something, a typographic minus and thin spaces. */
final class Numerals {
    private static final String THIN_SPACE = "\u2009";
    private static final int MAX_DECIMALS = 7;
    private static final String MINUS = "\u2212";

    private Numerals() {}

    /** Three significant digits, thousands grouped; a dash for what is not a number. */
    static String plain(double value) {
        if (!Double.isFinite(value)) {
            return "\u2013";
        }
        double size = Math.abs(value);
        int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return fixed(value, decimals);
    }

    /** The same, and what would be zero in three decimals with two significant digits. */
    static String small(double value) {
        double size = Math.abs(value);
        if (size >= 0.0995 || size == 0 || !Double.isFinite(value)) {
            return plain(value);
        }
        int decimals = 1 - (int) Math.floor(Math.log10(size));
        return decimals > MAX_DECIMALS
                ? String.format(Locale.ROOT, "%.1e", value).replace("-", MINUS)
                : fixed(value, Math.max(3, decimals));
    }

    static String percent(double share) {
        return percent(share, 1);
    }

    static String percent(double share, int decimals) {
        return Double.isFinite(share) ? fixed(share * 100, decimals) + THIN_SPACE + "%" : "\u2013";
    }

    /** A difference of two shares in percentage points, signed. */
    static String points(double difference) {
        return (difference > 0 ? "+" : "") + fixed(difference * 100, 2);
    }

    static String millis(double millis) {
        return plain(millis) + THIN_SPACE + "ms";
    }

    static String mebibytes(double bytes) {
        return fixed(bytes / (1 << 20), 1) + THIN_SPACE + "MiB";
    }

    static String fixed(double value, int decimals) {
        String digits = String.format(Locale.ROOT, "%,." + decimals + "f", Math.abs(value));
        boolean isZero = digits.chars().allMatch(c -> c == '0' || c == '.' || c == ',');
        return (value < 0 && !isZero ? MINUS : "") + digits.replace(",", THIN_SPACE);
    }

    /** A coordinate of an SVG drawing. */
    static String pixels(double value) {
        String digits = String.format(Locale.ROOT, "%.1f", value);
        return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
    }
}
