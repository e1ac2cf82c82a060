package dev.vernier.server.request;

import org.jspecify.annotations.Nullable;

/**
 * What a client asks of the answer, checked, with the model's defaults filled in.
 *
 * @param floor the lowest fidelity that the answer may have, in [0,1]
 * @param variant the name of the only variant that may answer, null for any
 * @param priority 1 (highest) to 8
 * @param deterministic whether only batch-invariant forms may answer
 * @param truncate whether a text over the model's limit is cut
 * @param unit what an experiment assigns to a variant as one, null where the client named none
 */
public record RequestParameters(
        double floor,
        @Nullable String variant,
        int priority,
        boolean deterministic,
        boolean truncate,
        @Nullable String unit) {
    public static final int LOWEST_PRIORITY = 8;
}
