package dev.vernier.loadtest.load;

import io.grpc.CallOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends each request at its intended time, whether or not earlier ones have been answered. A closed loop would wait for a
 * stalled server and so leave out the requests that the stall would have hurt (coordinated omission).
 *
 * @param patience how long after the last send an answer is waited for
 * @param deadline of each call, from when it is sent; null for none
 * @param maxInFlight rows that are due while as many are in flight are lost unsent, which bounds memory
 */
public record OpenLoop(
        InferenceClient client,
        Duration patience,
        int maxInFlight,
        @Nullable Duration deadline) {
    /** From the start of the run to its first intended send time: the books are set up by then. */
    private static final long LEAD_NANOS = 20_000_000;

    /** Without deadlines. */
    public OpenLoop(InferenceClient client, Duration patience, int maxInFlight) {
        this(client, patience, maxInFlight, null);
    }

    /**
     * Runs the plan on the calling thread; one run at a time on a client.
     *
     * @param slo an answer within it, counted from the intended send time, is in time
     * @throws InterruptedException when interrupted; open calls are cancelled
     */
    public Ledger run(Plan plan, Bodies bodies, Scorer scorer, Duration slo) throws InterruptedException {
        Ledger ledger = new Ledger(plan, scorer, slo);
        try {
            send(plan, bodies, ledger);
            ledger.awaitReplies(patience);
        } finally {
            ledger.close();
            client.cancelOpen();
        }
        return ledger;
    }

    private void send(Plan plan, Bodies bodies, Ledger ledger) throws InterruptedException {
        long start = System.nanoTime() + LEAD_NANOS;
        ledger.start(start);
        for (int row = 0; row < plan.size(); row++) {
            long now = awaitNanos(start + plan.schedule().offsetNanos(row));
            if (ledger.admit(row, now, maxInFlight)) {
                client.send(row, bodies.body(plan.text(row)), options(), ledger);
            }
        }
        awaitNanos(start + plan.schedule().duration().toNanos());
    }

    private CallOptions options() {
        return deadline == null
                ? CallOptions.DEFAULT
                : CallOptions.DEFAULT.withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Parks only: waking up late by some 60 us is part of the latency, and spinning would take a core from the server. */
    private static long awaitNanos(long due) throws InterruptedException {
        for (long now = System.nanoTime(); ; now = System.nanoTime()) {
            if (due - now <= 0) {
                return now;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while sending");
            }
            LockSupport.parkNanos(due - now);
        }
    }
}
