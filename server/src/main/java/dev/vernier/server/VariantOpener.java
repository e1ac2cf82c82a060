package dev.vernier.server;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.CostFit;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Profile;
import dev.vernier.store.Profiler;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.TextInput;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import dev.vernier.store.measure.ResidentMemory;
import dev.vernier.store.tokenizer.Tokenizers;
import java.util.function.BiFunction;

/** Makes a variant of the store ready to run: open, warm, and its cost on this machine known. Thread-safe. */
final class VariantOpener {
    /** Where the cost of an open session is taken from. */
    private interface Profiling {
        Profile profile(Session session) throws SessionException;
    }

    private final ModelStore store;
    private final BiFunction<ModelVersion, VariantCard, Session> sessions;
    private final Profiler profiler;

    /**
     * @param sessions opens a variant as a session
     * @param profiler measures a variant that this machine has not run before
     */
    VariantOpener(ModelStore store, BiFunction<ModelVersion, VariantCard, Session> sessions, Profiler profiler) {
        this.store = store;
        this.sessions = sessions;
        this.profiler = profiler;
    }

    /** Opens the tokenizer of a model that takes text. */
    void openTokenizer(OpenModel model) {
        TextInput text = model.version().text();
        if (text != null) {
            model.tokenizer(Tokenizers.load(store.blob(text.tokenizer())));
        }
    }

    /** Opens the variant; when this returns lanes may run it. */
    void open(OpenModel model, OpenVariant variant) throws SessionException {
        Profile known =
                store.profile(variant.card().digest(), Machine.profileKey()).orElse(null);
        if (known != null) {
            open(model, variant, session -> known);
            return;
        }
        double before = ResidentMemory.nowMib();
        open(model, variant, session -> measure(model, variant, session, before));
    }

    private void open(OpenModel model, OpenVariant variant, Profiling profiling) throws SessionException {
        Session session = sessions.apply(model.version(), variant.card());
        try {
            new WarmUp(model.version(), model.config()).run(session);
            variant.open(session, cost(profiling.profile(session)));
        } finally {
            if (!variant.isResident()) {
                session.close();
            }
        }
    }

    /** Measures a warm session, and keeps what it found; {@code beforeMib} was resident before it was opened. */
    private Profile measure(OpenModel model, OpenVariant variant, Session session, double beforeMib)
            throws SessionException {
        double residentMib = Math.max(0, ResidentMemory.nowMib() - beforeMib);
        String digest = variant.card().digest();
        Profile measured;
        // One at a time: two variants that are measured at once measure each other.
        synchronized (profiler) {
            measured = profiler.measure(
                    session, digest, Machine.profileKey(), model.version().text(), residentMib);
        }
        store.keep(measured);
        return measured;
    }

    private static CostCurve cost(Profile profile) {
        CostFit fit = new CostFit();
        profile.latency().forEach(point -> fit.add(point.batch(), point.length(), (double) point.nanos()));
        return fit.curve();
    }
}
