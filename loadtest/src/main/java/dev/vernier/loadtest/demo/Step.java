package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.MeasuredLoad;

/**
 * One place of the ramp under one policy, measured.
 *
 * @param isRepeated whether this replaces an earlier try that was noisy
 */
record Step(Place place, Policy policy, MeasuredLoad measured, boolean isRepeated) {
    Ledger ledger() {
        return measured.ledger();
    }

    Tally tally() {
        return measured.tally();
    }

    boolean isNoisy() {
        return measured.isNoisy();
    }

    boolean isInOrder() {
        return measured.isInOrder();
    }
}
