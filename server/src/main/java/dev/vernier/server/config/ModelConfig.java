package dev.vernier.server.config;

import dev.vernier.store.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one model is served.
 *
 * @param slo when an answer is wanted, for a request that names no budget of its own
 * @param maxQueueDelay when an answer is worthless; 10 x slo by default
 * @param accuracyFloor the lowest fidelity of an answer to a request that names no floor; by default that of the gate which
 *     the variants had to pass
 * @param lossWorth missed answers that one unit of loss is worth; by default 1 for disagreement, 5 for 1 - cosine
 * @param weight value of an answer at full fidelity
 * @param maxBatch most rows in one batch
 * @param maxBatchTokens most tokens in one batch, padding included
 * @param priority of a request that names none: 1 (highest) to 8
 * @param experiment that its units take part in; null for none
 */
public record ModelConfig(
        Duration slo,
        @Nullable Duration maxQueueDelay,
        @Nullable Double accuracyFloor,
        @Nullable Double lossWorth,
        double weight,
        int maxBatch,
        int maxBatchTokens,
        int priority,
        @Nullable Experiment experiment) {
    /** The longest slo: far below what nanos in a long can hold, and longer than anybody waits for one answer. */
    private static final Duration LONGEST = Duration.ofHours(1);

    public static final ModelConfig DEFAULTS =
            new ModelConfig(Duration.ofMillis(100), null, null, null, 1, 16, 512, 4, null);

    public ModelConfig {
        check(slo.toNanos() > 0 && slo.compareTo(LONGEST) <= 0, "slo: " + slo + " is not in 1ns..1h");
        check(
                maxQueueDelay == null || maxQueueDelay.compareTo(slo) >= 0,
                "max-queue-delay: " + maxQueueDelay + " is below the slo " + slo);
        check(
                accuracyFloor == null || (accuracyFloor >= 0 && accuracyFloor <= 1),
                "accuracy-floor: " + accuracyFloor + " is not in 0..1");
        check(lossWorth == null || lossWorth >= 0, "loss-worth: " + lossWorth + " is negative");
        check(weight > 0, "weight: " + weight + " is not positive");
        check(maxBatch >= 1, "max-batch: " + maxBatch + " is not at least 1");
        check(maxBatchTokens >= 1, "max-batch-tokens: " + maxBatchTokens + " is not at least 1");
        check(priority >= 1 && priority <= 8, "priority: " + priority + " is not in 1..8");
    }

    public long sloNanos() {
        return slo.toNanos();
    }

    public long maxQueueDelayNanos() {
        return maxQueueDelay == null ? 10 * slo.toNanos() : maxQueueDelay.toNanos();
    }

    /** The floor of a request that names none. */
    public double floor(Task task) {
        if (accuracyFloor != null) {
            return accuracyFloor;
        }
        return switch (task) {
            case CLASSIFY -> 0.80;
            case EMBED -> 0.95;
            case OTHER -> 1;
        };
    }

    /** Missed answers that one unit of the task's loss is worth. */
    public double lossWorth(Task task) {
        if (lossWorth != null) {
            return lossWorth;
        }
        return task == Task.EMBED ? 5 : 1;
    }

    private static void check(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException(problem);
        }
    }
}
