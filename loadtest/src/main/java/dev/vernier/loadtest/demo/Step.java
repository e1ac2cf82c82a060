package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.Verdict;

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
    boolean isNoisy() {
        return Verdict.isNoisy(otherCpuCores) || isClientBound;
    }

    /** Whether the counts add up, each answer belongs to its request and none failed. */
    boolean isInOrder() {
        return tally.isBalanced() && ledger.unmatched() == 0;
    }

    boolean hasUnanswered() {
        return tally.count(Outcome.FAILED) + tally.count(Outcome.LOST) > 0;
    }
}
