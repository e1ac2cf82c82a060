package dev.vernier.server.grpc;

import dev.vernier.server.request.Budget;

/**
 * The deadline that a call came with.
 *
 * @param openedNanos when its headers arrived, monotonic
 * @param timeoutNanos how long after that its client gives up; {@link Budget#UNLIMITED} where it never does
 */
record CallDeadline(long openedNanos, long timeoutNanos) {
    /** What is left for a message that arrives now. */
    Budget budget(long now) {
        return timeoutNanos == Budget.UNLIMITED
                ? new Budget(now, Budget.UNLIMITED)
                : new Budget(now, Math.max(0, timeoutNanos - (now - openedNanos)));
    }
}
