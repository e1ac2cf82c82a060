package dev.vernier.loadtest.report;

/** The drawing area of a chart: maps values to pixels and draws the grid, both axes and their titles. */
record Frame(Axis x, Axis y) {
    static final double WIDTH = 620;
    static final double HEIGHT = 300;
    private static final double LEFT = 52;
    private static final double RIGHT = 18;
    private static final double TOP = 26;
    private static final double BOTTOM = 44;

    double px(double value) {
        return LEFT + x.fraction(value) * (WIDTH - LEFT - RIGHT);
    }

    double py(double value) {
        return HEIGHT - BOTTOM - y.fraction(value) * (HEIGHT - TOP - BOTTOM);
    }

    double left() {
        return LEFT;
    }

    double right() {
        return WIDTH - RIGHT;
    }

    double top() {
        return TOP;
    }

    double bottom() {
        return HEIGHT - BOTTOM;
    }

    /** Opens the drawing; the caller closes it. */
    void open(Markup page, String description) {
        page.open("svg", "viewBox", "0 0 " + Numerals.pixels(WIDTH) + " " + Numerals.pixels(HEIGHT), "role", "img")
                .leaf("title", description);
    }

    void drawGrid(Markup page) {
        for (Axis.Tick tick : y.ticks()) {
            double at = py(tick.value());
            page.empty("line", "class", "grid", "x1", left(), "x2", right(), "y1", at, "y2", at)
                    .leaf("text", tick.label(), "class", "tick end", "x", left() - 7, "y", at + 4);
        }
        for (Axis.Tick tick : x.ticks()) {
            double at = px(tick.value());
            page.empty("line", "class", "axis", "x1", at, "x2", at, "y1", bottom(), "y2", bottom() + 4)
                    .leaf("text", tick.label(), "class", "tick middle", "x", at, "y", bottom() + 17);
        }
        page.empty("line", "class", "axis", "x1", left(), "x2", right(), "y1", bottom(), "y2", bottom())
                .leaf("text", y.title(), "class", "unit", "x", 4.0, "y", 12.0)
                .leaf("text", x.title(), "class", "unit end", "x", right(), "y", HEIGHT - 6);
    }
}
