package dev.vernier.loadtest.report;

import java.util.Locale;

/**
 * How a series is told from the others: by colour, and without colour by its dashes and the shape of its marks. The
 * colours are in the style sheet, for a light and a dark page.
 */
enum Ink {
    FIRST("none") {
        @Override
        void mark(Markup page, double x, double y, double size) {
            page.empty("circle", "cx", x, "cy", y, "r", size);
        }
    },
    SECOND("7 3") {
        @Override
        void mark(Markup page, double x, double y, double size) {
            page.empty("rect", "x", x - size, "y", y - size, "width", 2 * size, "height", 2 * size);
        }
    },
    THIRD("2 3") {
        @Override
        void mark(Markup page, double x, double y, double size) {
            polygon(page, x, y - size * 1.3, x + size * 1.2, y + size, x - size * 1.2, y + size);
        }
    },
    FOURTH("9 3 2 3") {
        @Override
        void mark(Markup page, double x, double y, double size) {
            polygon(page, x, y - size * 1.4, x + size * 1.4, y, x, y + size * 1.4, x - size * 1.4, y);
        }
    },
    FIFTH("4 2") {
        @Override
        void mark(Markup page, double x, double y, double size) {
            polygon(page, x, y + size * 1.3, x + size * 1.2, y - size, x - size * 1.2, y - size);
        }
    },
    SIXTH("1 2") {
        @Override
        void mark(Markup page, double x, double y, double size) {
            polygon(
                    page,
                    x - size,
                    y - size * 0.6,
                    x + size,
                    y - size * 0.6,
                    x + size,
                    y + size * 0.6,
                    x - size,
                    y + size * 0.6);
        }
    };

    private final String dashes;

    Ink(String dashes) {
        this.dashes = dashes;
    }

    /** The ink of the n-th series, from 0; starts again after the last. */
    static Ink of(int series) {
        return values()[series % values().length];
    }

    /** The class that carries the colour. */
    String css() {
        return name().toLowerCase(Locale.ROOT);
    }

    String dashes() {
        return dashes;
    }

    /** Draws the series' mark around a point, inside an element of the series' class. */
    abstract void mark(Markup page, double x, double y, double size);

    private static void polygon(Markup page, double... coordinates) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.append(i == 0 ? "" : " ")
                    .append(Numerals.pixels(coordinates[i]))
                    .append(',')
                    .append(Numerals.pixels(coordinates[i + 1]));
        }
        page.empty("polygon", "points", points);
    }
}
