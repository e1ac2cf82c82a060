package dev.vernier.loadtest.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The intended send times of one run, in nanoseconds from its start, ascending. They are fixed before the run, so a slow
 * server cannot slow down the load that it is measured with. Immutable.
 */
public final class Schedule {
    private final long[] offsetsNanos;
    private final Duration duration;

    private Schedule(long[] offsetsNanos, Duration duration) {
        this.offsetsNanos = offsetsNanos;
        this.duration = duration;
    }

    /**
     * Arrivals over the segments, one after the other: gaps of mean 1 are laid along the integral of the rate and mapped
     * back to time, which is exact for steps and ramps alike.
     *
     * @param maxRequests the schedule ends there, whatever is left of the segments
     */
    public static Schedule of(List<Segment> segments, Arrivals arrivals, long seed, int maxRequests) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] offsets = new long[64];
        int size = 0;
        double startSeconds = 0;
        double carried = arrivals.gap(random);
        for (Segment segment : segments) {
            for (; carried < segment.requests() && size < maxRequests; carried += arrivals.gap(random)) {
                offsets = size == offsets.length ? Arrays.copyOf(offsets, 2 * size) : offsets;
                offsets[size++] = Math.round((startSeconds + segment.secondsUntil(carried)) * 1e9);
            }
            carried -= segment.requests();
            startSeconds += segment.seconds();
        }
        return new Schedule(Arrays.copyOf(offsets, size), Duration.ofNanos(Math.round(startSeconds * 1e9)));
    }

    public int size() {
        return offsetsNanos.length;
    }

    public long offsetNanos(int request) {
        return offsetsNanos[request];
    }

    /** Length of the segments together. */
    public Duration duration() {
        return duration;
    }
}
