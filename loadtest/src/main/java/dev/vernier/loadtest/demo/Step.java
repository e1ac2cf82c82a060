package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.load.Tally;

/**
 * One place of the ramp under one policy, measured.
 *
 * @param otherCpuCores cores that foreign processes used meanwhile
 * @param isClientBound whether the load generator was the limit
 * @param isRepeated whether this replaces an earlier try that was noisy
 */
record Step(
        Place place,
        Policy policy,
        Ledger ledger,
        Tally tally,
        double otherCpuCores,
        boolean isClientBound,
        boolean isRepeated) {
    /** Above this many foreign cores a measurement says as much about them (RESULTS). */
    private static final double MAX_OTHER_CPU_CORES = 0.15;

    boolean isNoisy() {
        return otherCpuCores > MAX_OTHER_CPU_CORES || isClientBound;
    }

    /** Whether the counts add up, each answer belongs to its request and none failed. */
    boolean isInOrder() {
        return tally.isBalanced() && ledger.unmatched() == 0;
    }

    boolean hasUnanswered() {
        return tally.count(Outcome.FAILED) + tally.count(Outcome.LOST) > 0;
    }
}
