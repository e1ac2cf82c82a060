package dev.vernier.server;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.VariantProfile;
import dev.vernier.store.Session;
import dev.vernier.store.VariantCard;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A variant that is open or not, or was quarantined after its engine failed. It comes and goes while the server runs, where
 * memory is limited. Thread-safe: the loader opens it, lanes read it and report how their runs went.
 */
final class OpenVariant implements AutoCloseable {
    /** Engine failures without a success in between after which a variant is no longer trusted. */
    private static final int FAILURES_TO_QUARANTINE = 3;

    private final VariantCard card;
    private final int slot;
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private volatile VariantProfile profile;
    private volatile @Nullable SharedSession session;
    private volatile double residentMib;
    private volatile boolean isQuarantined;
    private volatile int failuresInARow;

    OpenVariant(VariantCard card, int slot) {
        this.card = card;
        this.slot = slot;
        this.profile = profileOf(card, false, new CostCurve(0, 0, 0));
    }

    VariantCard card() {
        return card;
    }

    int slot() {
        return slot;
    }

    VariantProfile profile() {
        return profile;
    }

    /** The session to run on, retained for the caller; null where there is none. */
    @Nullable SharedSession retain() {
        SharedSession present = session;
        return present != null && !isQuarantined && present.retain() ? present : null;
    }

    /** Its state, in a word for operators. */
    String state() {
        if (isQuarantined) {
            return "quarantined";
        }
        return isResident() ? "ready" : "not loaded";
    }

    /** Whether the policy may choose it. */
    boolean isResident() {
        return profile.resident();
    }

    boolean isQuarantined() {
        return isQuarantined;
    }

    /** What it takes while it is open; 0 before it was measured. */
    double residentMib() {
        return residentMib;
    }

    /** What running it costs and what it takes in memory, open or not. */
    void know(CostCurve cost, double mib) {
        residentMib = mib;
        profile = profileOf(card, isResident(), cost);
    }

    /** From now on lanes may run it. */
    void open(Session opened) {
        session = new SharedSession(opened);
        profile = profileOf(card, true, profile.cost());
    }

    /** The policy is to choose it no longer; what was dispatched to it still runs. */
    void leave() {
        profile = profileOf(card, false, profile.cost());
    }

    void succeeded() {
        if (failuresInARow != 0) {
            failuresInARow = 0;
        }
    }

    /** Whether nothing has gone wrong with it before; asking makes this the first time. */
    boolean isFirstFault() {
        return !hasFailed.getAndSet(true);
    }

    /** Counts a failure of the engine; true when this one quarantined the variant. */
    synchronized boolean failed() {
        failuresInARow++;
        if (isQuarantined || failuresInARow < FAILURES_TO_QUARANTINE) {
            return false;
        }
        isQuarantined = true;
        profile = profileOf(card, false, profile.cost());
        return true;
    }

    /** No run begins any more; the future ends when the last has ended and the engine's memory is free. */
    CompletableFuture<Void> retire() {
        SharedSession present = session;
        session = null;
        leave();
        return present == null ? CompletableFuture.completedFuture(null) : present.close();
    }

    /** Frees the engine's memory; no run may be under way. */
    @Override
    public void close() {
        retire().join();
    }

    private static VariantProfile profileOf(VariantCard card, boolean isResident, CostCurve cost) {
        return new VariantProfile(card.name(), card.fidelity(), card.batchInvariant(), isResident, cost);
    }
}
