package dev.vernier.policy.simulate;

import java.util.List;

/**
 * Which variants a simulated server has in memory, and what it takes to change that. A load keeps one lane busy, as opening
 * and warming up a session keeps a core.
 *
 * @param budgetMib what may be loaded at a time
 * @param mib resident memory of the variants, by model and variant slot; empty where everything is always loaded
 * @param isCold whether the server has just started: nothing is loaded yet, and the variants come one after the other
 * @param outages variants that are gone for a time, unannounced
 */
public record Loading(double budgetMib, List<List<Double>> mib, boolean isCold, List<Outage> outages) {
    /** Everything is loaded and stays so. */
    public static final Loading DONE = new Loading(Double.POSITIVE_INFINITY, List.of(), false, List.of());

    /** An assumption: opening and warming up a session of 100 MiB takes a lane for a second. */
    private static final double NANOS_PER_MIB = 10e6;

    /** A variant's session fails to run for a time, as when it was quarantined or closed. */
    public record Outage(int model, int variant, long fromNanos, long durationNanos) {
        boolean covers(int slot, int position, long now) {
            return model == slot && variant == position && now >= fromNanos && now - fromNanos < durationNanos;
        }
    }

    public Loading {
        mib = mib.stream().map(List::copyOf).toList();
        outages = List.copyOf(outages);
    }

    /** A server that just started, without a limit on memory. */
    public static Loading cold(List<List<Double>> mib) {
        return new Loading(Double.POSITIVE_INFINITY, mib, true, List.of());
    }

    /** A server that has been up for a while, within a budget. */
    public static Loading within(double budgetMib, List<List<Double>> mib) {
        return new Loading(budgetMib, mib, false, List.of());
    }

    /** A server with all variants loaded, some of which fail for a time. */
    public static Loading failing(Outage... outages) {
        return new Loading(Double.POSITIVE_INFINITY, List.of(), false, List.of(outages));
    }

    boolean isLimited() {
        return budgetMib < Double.POSITIVE_INFINITY;
    }

    double nanos(int model, int variant) {
        return NANOS_PER_MIB * mib.get(model).get(variant);
    }
}
