package dev.vernier.server;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.VariantProfile;
import dev.vernier.store.Session;
import dev.vernier.store.VariantCard;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A variant that is being opened, is open, or was quarantined after its engine failed. Thread-safe: the loader opens it,
 * lanes read it and report how their runs went.
 */
final class OpenVariant implements AutoCloseable {
    /** Engine failures without a success in between after which a variant is no longer trusted. */
    private static final int FAILURES_TO_QUARANTINE = 3;

    private final VariantCard card;
    private final int slot;
    private final AtomicBoolean hasFailed = new AtomicBoolean();
    private volatile VariantProfile profile;
    private volatile @Nullable Session session;
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

    /** The session to run on; null while the variant is not resident. */
    @Nullable Session session() {
        return isQuarantined ? null : session;
    }

    /** Its state, in a word for operators. */
    String state() {
        if (isQuarantined) {
            return "quarantined";
        }
        return session == null ? "not loaded" : "ready";
    }

    boolean isResident() {
        return session() != null;
    }

    /** From now on lanes may run it. */
    void open(Session opened, CostCurve cost) {
        session = opened;
        profile = profileOf(card, true, cost);
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

    /** Frees the engine's memory; no run may be under way. */
    @Override
    public void close() {
        Session opened = session;
        session = null;
        profile = profileOf(card, false, profile.cost());
        if (opened != null) {
            opened.close();
        }
    }

    private static VariantProfile profileOf(VariantCard card, boolean isResident, CostCurve cost) {
        return new VariantProfile(card.name(), card.fidelity(), card.batchInvariant(), isResident, cost);
    }
}
