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
import java.util.Optional;
import java.util.function.BiFunction;

/** Makes a variant of the store ready to run: open, warm, and its cost on this machine known. Thread-safe. */
final class VariantOpener {
    private static final double BYTES_PER_MIB = 1 << 20;

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
        Optional<Profile> known = known(variant);
        double before = ResidentMemory.nowMib();
        Session session = warm(model, variant);
        try {
            know(variant, known.isPresent() ? known.get() : measure(model, variant, session, before));
            variant.open(session);
        } finally {
            if (!variant.isResident()) {
                session.close();
            }
        }
    }

    /** Learns what the variant costs: from what this machine has measured before, else by opening it and closing it again. */
    void learn(OpenModel model, OpenVariant variant) throws SessionException {
        Optional<Profile> known = known(variant);
        if (known.isPresent()) {
            know(variant, known.get());
            return;
        }
        double before = ResidentMemory.nowMib();
        try (Session session = warm(model, variant)) {
            know(variant, measure(model, variant, session, before));
        }
    }

    private Optional<Profile> known(OpenVariant variant) {
        return store.profile(variant.card().digest(), Machine.profileKey());
    }

    /** What others freed while the variant was opened hides what it took: it takes its weights at least. */
    private static void know(OpenVariant variant, Profile profile) {
        variant.know(cost(profile), Math.max(profile.rssMib(), variant.card().bytes() / BYTES_PER_MIB));
    }

    private Session warm(OpenModel model, OpenVariant variant) throws SessionException {
        Session session = sessions.apply(model.version(), variant.card());
        boolean isWarm = false;
        try {
            new WarmUp(model.version(), model.config()).run(session);
            isWarm = true;
            return session;
        } finally {
            if (!isWarm) {
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
