package dev.vernier.loadtest.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Named points with intervals, for what is traded against what, and the line through those that no accepted one beats in both. */
record ScatterChart(String title, String caption, Axis x, Axis y, List<Point> points) implements Chart {
    /**
     * One point and its vertical interval.
     *
     * @param isHollow drawn as an outline, for what was not accepted
     */
    record Point(String name, Ink ink, double x, double y, double low, double high, boolean isHollow) {}

    ScatterChart {
        points = List.copyOf(points);
    }

    @Override
    public void draw(Markup page) {
        Frame frame = new Frame(x, y);
        Legend legend = new Legend();
        points.forEach(point -> legend.point(point.name(), point.ink()));
        legend.draw(page);
        frame.open(page, title);
        frame.drawGrid(page);
        drawFront(page, frame);
        points.forEach(point -> drawPoint(page, frame, point));
        drawNames(page, frame);
        page.close();
    }

    /** The Pareto front: accepted points, from the farthest right, each higher than all to its right. */
    private List<Point> front() {
        List<Point> front = new ArrayList<>();
        points.stream()
                .filter(point -> !point.isHollow())
                .sorted(Comparator.comparingDouble(Point::x)
                        .reversed()
                        .thenComparing(Point::y, Comparator.reverseOrder()))
                .filter(point -> front.isEmpty()
                        || point.y() > front.get(front.size() - 1).y())
                .forEach(front::add);
        return front;
    }

    private void drawFront(Markup page, Frame frame) {
        String path = front().stream()
                .map(point -> String.format(Locale.ROOT, "%.1f,%.1f", frame.px(point.x()), frame.py(point.y())))
                .collect(Collectors.joining(" "));
        page.empty("polyline", "class", "front", "points", path);
    }

    private static void drawPoint(Markup page, Frame frame, Point point) {
        double atX = frame.px(point.x());
        double atY = frame.py(point.y());
        page.open("g", "class", "series " + point.ink().css() + (point.isHollow() ? " hollow" : ""))
                .leaf("title", point.name() + ": " + Numerals.plain(point.x()) + ", " + Numerals.plain(point.y()))
                .empty(
                        "line",
                        "class",
                        "interval",
                        "x1",
                        atX,
                        "x2",
                        atX,
                        "y1",
                        frame.py(point.low()),
                        "y2",
                        frame.py(point.high()));
        point.ink().mark(page, atX, atY, 5);
        page.close();
    }

    private void drawNames(Markup page, Frame frame) {
        Labels labels = new Labels(frame);
        for (Point point : points) {
            double at = frame.px(point.x());
            labels.avoid(point.name(), at, frame.py(point.low()), at, frame.py(point.high()));
        }
        for (Point point : points) {
            double at = frame.px(point.x());
            List<Labels.Spot> spots = new ArrayList<>(Labels.around(point.name(), at, frame.py(point.y())));
            spots.addAll(Labels.around(point.name(), at, frame.py(point.high())));
            spots.addAll(Labels.around(point.name(), at, frame.py(point.low())));
            labels.place(page, point.name(), "name", spots);
        }
    }
}
