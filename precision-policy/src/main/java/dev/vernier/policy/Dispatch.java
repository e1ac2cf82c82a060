package dev.vernier.policy;

import java.util.List;

/**
 * One batch for one lane.
 *
 * @param model slot of the model in the snapshot
 * @param variant slot of the variant in its model
 * @param members the head first
 * @param length tokens of the padded rows
 * @param reason why the head got this variant
 * @param price what one millisecond of lane time had to buy, when it was chosen
 * @param startedAt when the lane took it, monotonic nanos
 * @param predictedNanos expected lane time
 * @param nominalNanos expected lane time at slowdown 1: what {@code vernier.prediction.error} divides by
 */
public record Dispatch<T>(
        int lane,
        int model,
        int variant,
        List<Ticket<T>> members,
        int length,
        Reason reason,
        double price,
        long startedAt,
        long predictedNanos,
        long nominalNanos) {
    /** Rows of all members. */
    public int rows() {
        int rows = 0;
        for (Ticket<T> member : members) {
            rows += member.demand().rows();
        }
        return rows;
    }

    /** Why this member got the variant: the head's reason, or that it joined. */
    public Reason reason(int member) {
        if (member == 0) {
            return reason;
        }
        if (members.get(member).demand().pin() >= 0) {
            return Reason.PIN;
        }
        return variant == 0 ? Reason.REFERENCE : Reason.BATCH;
    }
}
