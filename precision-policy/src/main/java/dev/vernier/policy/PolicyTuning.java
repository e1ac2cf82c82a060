package dev.vernier.policy;

/**
 * What an operator may set, and the time constants of the policy.
 *
 * @param theta share of the slack that the backlog may fill before the price reaches its upper end
 * @param mateShare a batch mate joins below this part of its cost alone
 * @param switchShare part of a variant's fixed cost that it costs a lane to change to it
 * @param classBase how many requests of one priority a request of the next higher is worth
 * @param maxQueued most requests in the queue
 * @param bucketNanos resolution of targets in the admission tree; a shorter budget counts as this much
 * @param staleNanos a snapshot older than this is not decided with
 */
public record PolicyTuning(
        double theta,
        double mateShare,
        double switchShare,
        double classBase,
        int maxQueued,
        long bucketNanos,
        long staleNanos) {
    /** What the server uses; RATIONALE.md says why. */
    public static final PolicyTuning DEFAULT = new PolicyTuning(0.6, 0.9, 0.3, 2, 20_000, 1_000_000, 2_000_000_000L);

    private static final int DEFAULT_PRIORITY = 4;

    /** w_class. */
    double classWeight(int priority) {
        return Math.pow(classBase, DEFAULT_PRIORITY - priority);
    }
}
