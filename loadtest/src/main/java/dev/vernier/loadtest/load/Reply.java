package dev.vernier.loadtest.load;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/**
 * How one call ended.
 *
 * @param answer null unless the status is OK
 * @param isMatched whether the answer carries the id of its request
 * @param hasRetryHint whether it says when to try again
 * @param nanos when it ended, {@link System#nanoTime}
 */
record Reply(Status status, @Nullable Answer answer, boolean isMatched, boolean hasRetryHint, long nanos) {}
