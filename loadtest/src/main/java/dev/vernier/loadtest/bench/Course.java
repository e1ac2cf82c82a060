package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Arrivals;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Schedule;
import dev.vernier.loadtest.load.Segment;
import java.time.Duration;
import java.util.List;

/**
 * How the offered load goes over one trace: calm, busy, and calm again for long enough to see what becomes of it.
 *
 * @param baseRps of the calm
 * @param peakRps the most
 * @param busyFrom when the load leaves the calm
 * @param calmFrom when it is back there
 */
record Course(
        String name, double baseRps, double peakRps, List<Segment> segments, Duration busyFrom, Duration calmFrom) {
    Course {
        segments = List.copyOf(segments);
    }

    /** A flash crowd: at once up for a quarter of the time, and at once down. */
    static Course crowd(double baseRps, double peakRps, Duration duration) {
        Duration busyFrom = duration.dividedBy(3);
        Duration calmFrom = busyFrom.plus(duration.dividedBy(4));
        return new Course(
                "crowd",
                baseRps,
                peakRps,
                List.of(
                        Segment.step(baseRps, busyFrom),
                        Segment.step(peakRps, calmFrom.minus(busyFrom)),
                        Segment.step(baseRps, duration.minus(calmFrom))),
                busyFrom,
                calmFrom);
    }

    /** Up and down in straight lines of two fifths each. */
    static Course ramp(double baseRps, double peakRps, Duration duration) {
        Duration slope = duration.multipliedBy(2).dividedBy(5);
        Duration calmFrom = slope.multipliedBy(2);
        return new Course(
                "ramp",
                baseRps,
                peakRps,
                List.of(
                        new Segment(baseRps, peakRps, slope),
                        new Segment(peakRps, baseRps, slope),
                        Segment.step(baseRps, duration.minus(calmFrom))),
                Duration.ZERO,
                calmFrom);
    }

    /** Poisson arrivals along the course, over these texts. */
    Plan plan(List<Integer> texts, long seed) {
        return Plan.of(Schedule.of(segments, Arrivals.POISSON, seed, Integer.MAX_VALUE), texts, seed);
    }

    /** The rate that is offered at a time of the trace. */
    double rpsAt(double seconds) {
        double left = seconds;
        for (Segment segment : segments) {
            double length = segment.duration().toNanos() / 1e9;
            if (left < length) {
                return segment.fromRps() + (segment.toRps() - segment.fromRps()) * left / length;
            }
            left -= length;
        }
        return baseRps;
    }
}
