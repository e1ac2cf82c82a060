package dev.vernier.policy.baseline;

import dev.vernier.policy.Demand;
import dev.vernier.policy.PolicySnapshot;

/** How a baseline chooses the variant of a head, and how many may share its batch. */
interface Choice {
    /** A request has arrived. */
    default void arrived(Demand demand, long now) {}

    /** Ten times a second. */
    default void adopt(PolicySnapshot snapshot, long now) {}

    /** A batch has finished: how many rows, and whether all its members were in time. */
    default void finished(int rows, boolean wasInTime) {}

    /** The variant for the head. */
    int variant(Head head);

    /** Most requests in a batch of the variant that was chosen last. */
    default int maxBatch() {
        return Integer.MAX_VALUE;
    }

    /** A mate joins below this part of its cost alone. */
    default double mateShare() {
        return 0.9;
    }
}
