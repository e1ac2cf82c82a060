package dev.vernier.server;

import dev.vernier.policy.Refusal;
import dev.vernier.server.request.Call;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Issues permits and ends each of them once: the outcome is claimed, told to the caller, and counted. Thread-safe. */
final class Permits {
    private final LongSupplier clock;
    private final AtomicLong inFlight = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();

    /** @param clock monotonic nanos */
    Permits(LongSupplier clock) {
        this.clock = clock;
    }

    /** A permit, which keeps the model open; null when the model was closed. */
    @Nullable Permit issue(InferenceRequest request, Call call, OpenModel model) {
        if (!model.retain()) {
            return null;
        }
        inFlight.incrementAndGet();
        return new Permit(request, call, model);
    }

    /** The policy does not admit the request. */
    void refuse(Permit permit, Refusal refusal) {
        if (fail(permit, Outcome.SHED, Failures.refused(refusal))) {
            permit.model().meters().refused(refusal.reason());
        }
    }

    /**
     * Ends the request without an answer, unless its outcome is decided already; returns whether it was not. A ticket of it
     * has left the queue before: an ended permit keeps no model open.
     */
    boolean fail(Permit permit, Outcome outcome, Failure failure) {
        if (!permit.claim()) {
            return false;
        }
        try {
            permit.call().fail(failure);
            Deliveries.send(permit.call());
        } finally {
            permit.model().meters().ended(outcome, ageNanos(permit));
            end(permit, outcome);
        }
        return true;
    }

    /** Counts a request whose outcome the caller has claimed, and told, after it was given to a variant. */
    void end(Permit permit, OpenVariant variant, Outcome outcome) {
        permit.model().meters().ofVariant(variant.slot()).ended(outcome, ageNanos(permit));
        end(permit, outcome);
    }

    /** Number of permits that have ended since the start. */
    long ended() {
        return ended.get();
    }

    long inFlight() {
        return inFlight.get();
    }

    /** Waits until no permit is out; false when that takes longer. */
    synchronized boolean awaitNone(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (inFlight.get() > 0) {
            long leftNanos = until - System.nanoTime();
            if (leftNanos <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, leftNanos);
        }
        return true;
    }

    private void end(Permit permit, Outcome outcome) {
        permit.model().meters().arms().ended(permit.request().parameters(), outcome);
        permit.model().release();
        ended.incrementAndGet();
        if (inFlight.decrementAndGet() == 0) {
            synchronized (this) {
                notifyAll();
            }
        }
    }

    private long ageNanos(Permit permit) {
        return clock.getAsLong() - permit.request().budget().arrivalNanos();
    }
}
