package dev.vernier.policy;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which request is taken, which runs next, on which variant and with whom. The server's dispatcher and the
 * simulator drive the same class.
 *
 * <p>Not thread-safe: the dispatcher's monitor guards every call. Times are monotonic nanos, given by the caller; no
 * implementation reads a clock. Each call is O(log n) in the number of queued requests, but for {@link #adopt}.
 *
 * @param <T> what the owner hangs on a ticket
 */
public interface DispatchPolicy<T> {
    /** Admits and queues the ticket, and returns null; or says why not. */
    @Nullable Refusal offer(Ticket<T> ticket, long now);

    /**
     * The next batch for a free lane, or null when nothing is to run.
     *
     * @param dropped is handed the tickets that were past their end; they are no longer queued
     */
    @Nullable Dispatch<T> next(int lane, long now, Consumer<Ticket<T>> dropped);

    /** The lane has finished the batch: frees it and, where the run succeeded, learns its cost. */
    void completed(Dispatch<T> dispatch, boolean succeeded, long now);

    /** Takes a cancelled ticket out of the queue; false when it was no longer there. */
    boolean withdraw(Ticket<T> ticket, long now);

    /** Hands over every ticket that is past its end, also when no lane is free. */
    void expire(long now, Consumer<Ticket<T>> dropped);

    /** Takes over a new snapshot. */
    void adopt(PolicySnapshot snapshot, long now);

    /** Number of queued tickets. */
    int queued();

    /** Lane nanos until the queue would be empty, if everything ran on its cheapest variant. */
    long backlogNanos(long now);

    /**
     * How a request would be judged and answered that came now and was taken by this lane when its turn comes. Changes no
     * later decision; null from a policy that does not explain itself.
     */
    default @Nullable Explanation explain(Demand demand, long target, long end, int lane, long now) {
        return null;
    }

    /** What has arrived since the last call, for the control loop. */
    Workload takeWorkload();
}
