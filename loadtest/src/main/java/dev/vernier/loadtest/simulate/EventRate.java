package dev.vernier.loadtest.simulate;

import dev.vernier.policy.simulate.Run;
import dev.vernier.policy.simulate.Tournament;
import dev.vernier.policy.simulate.Trace;

/** How fast our policy is simulated. */
final class EventRate {
    private static final double NANOS = 1e9;
    private static final double LEAST_SECONDS = 1;

    private EventRate() {}

    /** Events per second over runs of the trace that take about a second together. */
    static double of(Tournament tournament, Trace trace) {
        long events = 0;
        long start = System.nanoTime();
        double seconds;
        do {
            Run run = tournament.ours(trace);
            events += run.events();
            seconds = (System.nanoTime() - start) / NANOS;
        } while (seconds < LEAST_SECONDS);
        return events / seconds;
    }
}
