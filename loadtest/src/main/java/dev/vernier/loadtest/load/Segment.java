package dev.vernier.loadtest.load;

import java.time.Duration;

/**
 * A stretch of time over which the offered rate goes in a straight line.
 *
 * @param fromRps rate at its start, requests per second
 * @param toRps rate at its end
 */
public record Segment(double fromRps, double toRps, Duration duration) {
    public Segment {
        if (!(fromRps >= 0 && toRps >= 0) || fromRps + toRps == 0) {
            throw new IllegalArgumentException("rates " + fromRps + " and " + toRps + " must be positive");
        }
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("duration " + duration + " must be positive");
        }
    }

    public static Segment step(double rps, Duration duration) {
        return new Segment(rps, rps, duration);
    }

    double seconds() {
        return duration.toNanos() / 1e9;
    }

    /** Requests that are expected in this segment. */
    double requests() {
        return (fromRps + toRps) / 2 * seconds();
    }

    /** The time in seconds by which {@code count} requests are expected: fromRps t + slope t^2 / 2 = count. */
    double secondsUntil(double count) {
        double slope = (toRps - fromRps) / seconds();
        return 2 * count / (fromRps + Math.sqrt(Math.max(0, fromRps * fromRps + 2 * slope * count)));
    }
}
