package dev.vernier.loadtest.report;

import java.util.List;

/**
 * Lines over a common axis, with levels that they are held against. Besides the legend, a line carries its name where it
 * stands farthest from the others.
 */
record LineChart(String title, String caption, Axis x, Axis y, List<Line> lines, List<Level> levels) implements Chart {
    /** A horizontal line with a name. */
    record Level(String name, double value) {}

    LineChart {
        lines = List.copyOf(lines);
        levels = List.copyOf(levels);
    }

    @Override
    public void draw(Markup page) {
        Frame frame = new Frame(x, y);
        Legend legend = new Legend();
        lines.forEach(legend::line);
        legend.draw(page);
        frame.open(page, title);
        frame.drawGrid(page);
        levels.forEach(level -> drawLevel(page, frame, level));
        lines.stream().filter(Line::isFaint).forEach(line -> line.draw(page, frame));
        lines.stream().filter(line -> !line.isFaint()).forEach(line -> line.draw(page, frame));
        drawNames(page, frame);
        page.close();
    }

    private static void drawLevel(Markup page, Frame frame, Level level) {
        double at = frame.py(level.value());
        page.empty("line", "class", "level", "x1", frame.left(), "x2", frame.right(), "y1", at, "y2", at);
    }

    private void drawNames(Markup page, Frame frame) {
        Labels labels = new Labels(frame);
        for (Level level : levels) {
            double at = frame.py(level.value());
            labels.avoid(level.name(), frame.left(), at, frame.right(), at);
        }
        lines.forEach(line -> line.keepClear(labels, frame));
        for (Level level : levels) {
            labels.place(page, level.name(), "level-name", spots(frame, level));
        }
        lines.stream()
                .filter(line -> !line.isFaint())
                .forEach(line ->
                        labels.place(page, line.name(), "name " + line.ink().css(), line.spots(frame)));
    }

    private static List<Labels.Spot> spots(Frame frame, Level level) {
        double half = Labels.width(level.name()) / 2;
        double right = frame.right() - half;
        double left = frame.left() + half + 4;
        double at = frame.py(level.value());
        return List.of(
                new Labels.Spot(right, at - 8),
                new Labels.Spot(left, at - 8),
                new Labels.Spot(right, at + 16),
                new Labels.Spot((left + right) / 2, at - 8),
                new Labels.Spot(left, at + 16));
    }
}
