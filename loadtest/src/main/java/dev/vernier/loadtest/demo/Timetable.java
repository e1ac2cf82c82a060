package dev.vernier.loadtest.demo;

import java.time.Duration;

/**
 * How long each part of a demo takes.
 *
 * @param total what the whole demo may take
 * @param capacityWarmUp before the windows of a capacity
 * @param capacityWindow one of the three of a capacity
 * @param minStep the shortest step of the ramp
 * @param maxStep the longest: what is over is not needed
 */
record Timetable(Duration total, Duration capacityWarmUp, Duration capacityWindow, Duration minStep, Duration maxStep) {
    static final Timetable FULL = new Timetable(
            Duration.ofMinutes(6),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofSeconds(6));
    static final Timetable QUICK = new Timetable(
            Duration.ofSeconds(150),
            Duration.ofMillis(500),
            Duration.ofMillis(1500),
            Duration.ofSeconds(3),
            Duration.ofSeconds(3));

    /** For what follows the ramp: figures, report, the server's end. */
    private static final Duration RESERVE = Duration.ofSeconds(8);

    /** Between two steps the server's queue and its rates come to rest. */
    static final Duration PAUSE = Duration.ofMillis(400);

    /** The length of each of so many steps, given what the demo has taken. */
    Duration step(int steps, Duration elapsed) {
        Duration share = left(elapsed).dividedBy(steps).minus(PAUSE);
        return share.compareTo(minStep) < 0 ? minStep : share.compareTo(maxStep) > 0 ? maxStep : share;
    }

    /** Whether there is time for one more step. */
    boolean hasTimeFor(Duration step, Duration elapsed) {
        return left(elapsed).compareTo(step.plus(PAUSE)) > 0;
    }

    private Duration left(Duration elapsed) {
        return total.minus(elapsed).minus(RESERVE);
    }
}
