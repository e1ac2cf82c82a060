package dev.vernier.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The upper concave hull of a model's variants over (cost, value), without the origin: the steps worth taking from the
 * cheapest to the reference, the steepest first.
 *
 * @param nanos lane time of the cheapest variant
 * @param value of the cheapest variant
 */
record Hull(double nanos, double value, List<Step> steps) {
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * @param slope value per millisecond of lane time
     * @param nanos extra lane time of the step
     */
    record Step(double slope, double nanos) {}

    /** A variant: lane nanos and value. */
    private record Point(double nanos, double value) {
        double slopeTo(Point dearer) {
            return (dearer.value - value) / (dearer.nanos - nanos) * NANOS_PER_MILLI;
        }
    }

    Hull {
        steps = List.copyOf(steps);
    }

    static Hull of(double[] nanos, double[] values) {
        List<Point> vertices = new ArrayList<>();
        for (Point point : byCost(nanos, values)) {
            if (vertices.isEmpty() || point.value() > last(vertices).value()) {
                while (vertices.size() > 1 && bends(vertices, point)) {
                    vertices.remove(vertices.size() - 1);
                }
                vertices.add(point);
            }
        }
        if (vertices.isEmpty()) {
            return new Hull(0, 0, List.of());
        }
        List<Step> steps = new ArrayList<>();
        for (int vertex = 1; vertex < vertices.size(); vertex++) {
            Point cheaper = vertices.get(vertex - 1);
            Point dearer = vertices.get(vertex);
            steps.add(new Step(cheaper.slopeTo(dearer), dearer.nanos() - cheaper.nanos()));
        }
        return new Hull(vertices.get(0).nanos(), vertices.get(0).value(), steps);
    }

    /** By cost; of equally dear ones only the most valuable. */
    private static List<Point> byCost(double[] nanos, double[] values) {
        List<Point> points = new ArrayList<>();
        for (int variant = 0; variant < nanos.length; variant++) {
            points.add(new Point(nanos[variant], values[variant]));
        }
        points.sort(Comparator.comparingDouble(Point::nanos)
                .thenComparing(Comparator.comparingDouble(Point::value).reversed()));
        return points;
    }

    private static boolean bends(List<Point> vertices, Point point) {
        Point previous = vertices.get(vertices.size() - 2);
        return previous.slopeTo(point) >= previous.slopeTo(last(vertices));
    }

    private static Point last(List<Point> points) {
        return points.get(points.size() - 1);
    }
}
