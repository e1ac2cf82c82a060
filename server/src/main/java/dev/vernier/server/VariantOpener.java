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
        double before = ResidentMemory.nowMib();
        Session session = sessions.apply(model.version(), variant.card());
        try {
            new WarmUp(model.version(), model.config()).run(session);
            double residentMib = Math.max(0, ResidentMemory.nowMib() - before);
            variant.open(session, cost(profile(model, variant, session, residentMib)));
        } finally {
            if (!variant.isResident()) {
                session.close();
            }
        }
    }

    private Profile profile(OpenModel model, OpenVariant variant, Session session, double residentMib)
            throws SessionException {
        String digest = variant.card().digest();
        String machine = Machine.profileKey();
        Profile known = store.profile(digest, machine).orElse(null);
        if (known != null) {
            return known;
        }
        Profile measured;
        // One at a time: two variants that are measured at once measure each other.
        synchronized (profiler) {
            measured =
                    profiler.measure(session, digest, machine, model.version().text(), residentMib);
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
