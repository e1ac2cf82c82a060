package dev.vernier.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * mu_f, the price of a fluid: the arrivals' work on the cheapest variants is laid down first, then the steps of all hulls,
 * the steepest first, each as wide as its model's rate makes it. The step in which the sum reaches the lanes is the last that
 * can be afforded; its slope is the price, geometrically between the neighbours' towards its ends.
 */
final class FluidPrice {
    private record Segment(double slope, double lanes) {}

    private static final double NANOS_PER_MILLI = 1e6;

    private final List<Segment> segments = new ArrayList<>();
    private double least = Double.POSITIVE_INFINITY;
    private double most;

    /** @param perNano arrivals of the model per nano */
    void add(Hull hull, double perNano) {
        for (Hull.Step step : hull.steps()) {
            segments.add(new Segment(step.slope(), perNano * step.nanos()));
            least = Math.min(least, step.slope());
            most = Math.max(most, step.slope());
        }
    }

    /** lo: the smallest slope, 0 without any. */
    double lowest() {
        return segments.isEmpty() ? 0 : least;
    }

    /** hi: twice the largest slope; four times the smallest where there is but one. */
    double highest() {
        return segments.isEmpty() ? 0 : Math.max(2 * most, 4 * least);
    }

    /** The price at which the lanes are full. */
    double at(double lanes, double cheapestLanes) {
        segments.sort(Comparator.comparingDouble(Segment::slope).reversed());
        double filled = cheapestLanes;
        if (filled >= lanes) {
            return highest();
        }
        for (int k = 0; k < segments.size(); k++) {
            double width = segments.get(k).lanes();
            if (filled + width >= lanes) {
                return within(k, (lanes - filled) / width);
            }
            filled += width;
        }
        return lowest() / 2;
    }

    /** What the steps add to the value of the cheapest variants while there are lanes left for them, per nano. */
    double gained(double lanes, double cheapestLanes) {
        segments.sort(Comparator.comparingDouble(Segment::slope).reversed());
        double left = lanes - cheapestLanes;
        double sum = 0;
        for (Segment segment : segments) {
            sum += segment.slope() / NANOS_PER_MILLI * Math.max(0, Math.min(left, segment.lanes()));
            left -= segment.lanes();
        }
        return sum;
    }

    private double within(int k, double p) {
        double slope = segments.get(k).slope();
        return p < 0.5
                ? slope * Math.pow(slope(k - 1) / slope, 0.5 - p)
                : slope * Math.pow(slope(k + 1) / slope, p - 0.5);
    }

    private double slope(int k) {
        if (k < 0) {
            return highest();
        }
        return k == segments.size() ? lowest() / 2 : segments.get(k).slope();
    }
}
