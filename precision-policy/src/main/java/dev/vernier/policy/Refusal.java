package dev.vernier.policy;

/**
 * A request that was not admitted.
 *
 * @param retryAfterNanos when to try again; negative: never
 */
public record Refusal(ShedReason reason, long retryAfterNanos) {}
