package dev.vernier.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a request that came now would be judged and answered alone, and by which numbers. The variant is the one with the
 * largest {@code value - laneCost} of those that {@link Verdict#CHOSEN} and {@link Verdict#WORTH_LESS} mark; of equal ones
 * the cheapest, then the first.
 *
 * @param refusal why it would not be taken; null where it would
 * @param pressure z: queued and running work over the lane time that a recent arrival allows
 * @param price mu, value per millisecond of lane time
 * @param waitNanos until its turn, expected
 * @param variant slot of the variant that would answer; -1 where none may
 * @param options all variants, by slot
 */
public record Explanation(
        @Nullable ShedReason refusal,
        double pressure,
        double price,
        long waitNanos,
        int variant,
        @Nullable Reason reason,
        List<Option> options) {
    public Explanation {
        options = List.copyOf(options);
    }

    /**
     * One variant.
     *
     * @param finishNanos from now until the answer, expected
     * @param slackNanos what is then left until the target, the run taken at the quantile that guards this choice
     * @param value a_v of the answer
     * @param laneCost mu times its lane time, switch cost included
     */
    public record Option(
            String name,
            boolean allowed,
            long finishNanos,
            long slackNanos,
            double value,
            double laneCost,
            Verdict verdict) {
        /** What the price leaves of the value. */
        public double score() {
            return value - laneCost;
        }
    }

    /** Why a variant is or is not the one. */
    public enum Verdict {
        /** It would answer. */
        CHOSEN,
        /** It could, and another is worth more at this price. */
        WORTH_LESS,
        /** Its fidelity is below the floor. */
        BELOW_FLOOR,
        /** The request names another. */
        NOT_PINNED,
        /** Its answers depend on their batch, and the request wants them not to. */
        NOT_INVARIANT,
        /** It is not loaded. */
        NOT_RESIDENT,
        /** It would miss the target. */
        LATE,
        /** Somebody admitted would become late. */
        DISPLACES,
        /** There is no current snapshot to choose by. */
        BLIND
    }
}
