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
        long predictedNanos) {}
