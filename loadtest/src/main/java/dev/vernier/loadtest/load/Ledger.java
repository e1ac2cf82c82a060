package dev.vernier.loadtest.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The books of one open-loop run: one row a request, filled in when its reply arrives and final once the run is over.
 * Latency counts from the intended send time, so whatever delays the sender is part of it.
 *
 * <p>Written by the sender and by the client's event loop under the object's lock, which is hardly ever contended; read by
 * anyone after {@link OpenLoop#run} has returned it.
 */
public final class Ledger implements InferenceClient.ReplyListener {
    private final Plan plan;
    private final Scorer scorer;
    private final long sloNanos;
    private final long[] latencyNanos;
    private final long[] lagNanos;
    private final @Nullable Outcome[] outcomes;
    private final short[] variants;
    private final boolean[] correct;
    private final float[] fidelity;
    private final List<String> variantNames = new ArrayList<>();
    private long startNanos;
    private int inFlight;
    private int unmatched;
    private int hints;
    private int unsent;
    private @Nullable String firstFailure;

    Ledger(Plan plan, Scorer scorer, Duration slo) {
        this.plan = plan;
        this.scorer = scorer;
        this.sloNanos = slo.toNanos();
        this.latencyNanos = new long[plan.size()];
        this.lagNanos = new long[plan.size()];
        this.outcomes = new @Nullable Outcome[plan.size()];
        this.variants = new short[plan.size()];
        this.correct = new boolean[plan.size()];
        this.fidelity = new float[plan.size()];
        Arrays.fill(variants, (short) -1);
    }

    synchronized void start(long nanos) {
        startNanos = nanos;
    }

    /** Notes that a row is due; false when there is no room in flight, and the row is lost unsent. */
    synchronized boolean admit(int row, long nowNanos, int maxInFlight) {
        lagNanos[row] = nowNanos - intendedNanos(row);
        if (inFlight >= maxInFlight) {
            outcomes[row] = Outcome.LOST;
            unsent++;
            return false;
        }
        inFlight++;
        return true;
    }

    @Override
    public synchronized void replied(int row, Reply reply) {
        if (outcomes[row] != null) {
            return;
        }
        latencyNanos[row] = reply.nanos() - intendedNanos(row);
        Outcome outcome = Outcome.of(reply, latencyNanos[row] <= sloNanos);
        outcomes[row] = outcome;
        hints += outcome == Outcome.SHED && reply.hasRetryHint() ? 1 : 0;
        Answer answer = reply.answer();
        if (answer != null && outcome != Outcome.FAILED) {
            enter(row, answer);
        } else if (outcome == Outcome.FAILED) {
            fail(reply);
        }
        inFlight--;
        if (inFlight == 0) {
            notifyAll();
        }
    }

    private void enter(int row, Answer answer) {
        Score score = scorer.score(plan.text(row), answer.output());
        correct[row] = score.isCorrect();
        fidelity[row] = (float) score.fidelity();
        variants[row] = variantIndex(answer.variant());
    }

    private void fail(Reply reply) {
        if (reply.answer() != null) {
            unmatched++;
        }
        if (firstFailure == null) {
            firstFailure =
                    reply.answer() == null ? reply.status().toString() : "an answer carried another request's id";
        }
    }

    private short variantIndex(String name) {
        int index = variantNames.indexOf(name);
        if (index < 0) {
            index = variantNames.size();
            variantNames.add(name);
        }
        return (short) index;
    }

    synchronized void awaitReplies(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); inFlight > 0 && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Writes off what is still open; later replies change nothing. A lost row's latency is how long it was waited for. */
    synchronized void close() {
        long now = System.nanoTime();
        for (int row = 0; row < outcomes.length; row++) {
            if (outcomes[row] == null) {
                outcomes[row] = Outcome.LOST;
                latencyNanos[row] = now - intendedNanos(row);
            }
        }
    }

    private long intendedNanos(int row) {
        return startNanos + plan.schedule().offsetNanos(row);
    }

    /** Refusals that said when to try again. */
    public int retryHints() {
        return hints;
    }

    public Plan plan() {
        return plan;
    }

    public int size() {
        return outcomes.length;
    }

    public Outcome outcome(int row) {
        Outcome outcome = outcomes[row];
        return outcome == null ? Outcome.LOST : outcome;
    }

    /** Whether the row has a right-kind answer, in time or late. */
    public boolean isAnswered(int row) {
        return variants[row] >= 0;
    }

    /** From the intended send time to the reply, whatever it was. */
    public long latencyNanos(int row) {
        return latencyNanos[row];
    }

    /** How much later than intended the request was sent. */
    long lagNanos(int row) {
        return lagNanos[row];
    }

    /** The variant that answered; the empty string where there is no answer, or the server did not say. */
    public String variant(int row) {
        return variants[row] < 0 ? "" : variantNames.get(variants[row]);
    }

    public boolean isCorrect(int row) {
        return correct[row];
    }

    /** Agreement of the answer with the reference's; NaN where not known, 0 without an answer. */
    public double fidelity(int row) {
        return fidelity[row];
    }

    /** Answers that carried another request's id; anything but 0 is a fault of the server. */
    public int unmatched() {
        return unmatched;
    }

    /** Requests that were never sent since too many were in flight. */
    int unsent() {
        return unsent;
    }

    /** What the first failed request died of. */
    public @Nullable String firstFailure() {
        return firstFailure;
    }
}
