package dev.vernier.server;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.CostFit;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Profile;
import dev.vernier.store.Profiler;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.StoreException;
import dev.vernier.store.TextInput;
import dev.vernier.store.VariantCard;
import dev.vernier.store.measure.Machine;
import dev.vernier.store.measure.ResidentMemory;
import dev.vernier.store.tokenizer.Tokenizers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the latest version of every model of the store beside the listener: its smallest variant first, so that the first
 * answer comes soon, then the reference, then the others. A variant serves once it is warm and its cost is known.
 */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    /** Enough for some ten runs of each shape of a small encoder; spent once per variant and machine. */
    private static final Duration PROFILE_BUDGET = Duration.ofSeconds(2);

    private final ModelStore store;
    private final BiFunction<ModelVersion, VariantCard, Session> opener;
    private final OpenModels models;
    private final ModelCatalog catalog;
    private final Runnable onChange;
    private final ExecutorService threads;
    private final Object measuring = new Object();
    private volatile boolean isStopping;

    /**
     * @param opener opens a variant as a session
     * @param onChange run whenever the policy has to know of a variant, before front ends do
     * @param threads how many models are loaded at once
     */
    ModelLoader(
            ModelStore store,
            BiFunction<ModelVersion, VariantCard, Session> opener,
            OpenModels models,
            ModelCatalog catalog,
            Runnable onChange,
            int threads) {
        this.store = store;
        this.opener = opener;
        this.models = models;
        this.catalog = catalog;
        this.onChange = onChange;
        this.threads = Executors.newFixedThreadPool(threads, task -> new Thread(task, "vernier-loader"));
    }

    /** Makes the models known, as loading. */
    static OpenModels discover(ModelStore store, ServerConfig config, Telemetry telemetry) {
        OpenModels found = new OpenModels();
        for (String name : store.models()) {
            ModelVersion version = store.find(name, "").orElseThrow();
            List<VariantCard> cards = config.degrade() ? version.accepted() : List.of(version.reference());
            List<String> variants = cards.stream().map(VariantCard::name).toList();
            found.add(new OpenModel(
                    found.all().size(), version, config.model(name), cards, telemetry.model(name, variants)));
        }
        return found;
    }

    /** Begins to load everything; the future ends when every model's reference is warm, or has failed. */
    CompletableFuture<Void> start() {
        List<CompletableFuture<Void>> references = new ArrayList<>();
        for (OpenModel model : models.all()) {
            CompletableFuture<Void> reference = new CompletableFuture<>();
            catalog.publish(model.served(ServedModel.State.LOADING, ""));
            threads.execute(() -> load(model, reference));
            references.add(reference);
        }
        threads.shutdown();
        return CompletableFuture.allOf(references.toArray(CompletableFuture[]::new));
    }

    /** Begins no further variant, and waits for those under way. */
    void stop() throws InterruptedException {
        isStopping = true;
        threads.shutdown();
        while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            LOG.warn("still waiting for a model to be loaded");
        }
    }

    private void load(OpenModel model, CompletableFuture<Void> reference) {
        try {
            openTokenizer(model);
            for (OpenVariant variant : inLoadingOrder(model)) {
                if (isStopping) {
                    break;
                }
                load(model, variant);
                if (variant == model.reference()) {
                    reference.complete(null);
                }
            }
        } catch (StoreException | SessionException e) {
            LOG.error("{} cannot be served", model.version().model(), e);
            catalog.publish(model.served(ServedModel.State.FAILED, String.valueOf(e.getMessage())));
            reference.completeExceptionally(e);
        }
    }

    private void openTokenizer(OpenModel model) {
        TextInput text = model.version().text();
        if (text != null) {
            model.tokenizer(Tokenizers.load(store.blob(text.tokenizer())));
        }
    }

    private static List<OpenVariant> inLoadingOrder(OpenModel model) {
        Comparator<OpenVariant> bySize =
                Comparator.comparingLong(variant -> variant.card().bytes());
        List<OpenVariant> order = new ArrayList<>(model.variants());
        order.sort(bySize);
        order.remove(model.reference());
        order.add(Math.min(1, order.size()), model.reference());
        return order;
    }

    private void load(OpenModel model, OpenVariant variant) throws SessionException {
        double residentMib = ResidentMemory.nowMib();
        Session session = opener.apply(model.version(), variant.card());
        new WarmUp(model.version(), model.config()).run(session);
        residentMib = Math.max(0, ResidentMemory.nowMib() - residentMib);
        variant.open(session, cost(profile(model, variant, session, residentMib)));
        onChange.run();
        publish(model);
    }

    /** Tells the front ends which variants of the model answer now. */
    synchronized void publish(OpenModel model) {
        boolean answers = model.variants().stream().anyMatch(OpenVariant::isResident);
        catalog.publish(
                answers
                        ? model.served(ServedModel.State.READY, "")
                        : model.served(ServedModel.State.FAILED, "its engine failed; see the server's log"));
    }

    private Profile profile(OpenModel model, OpenVariant variant, Session session, double residentMib)
            throws SessionException {
        String digest = variant.card().digest();
        String machine = Machine.profileKey();
        Profile known = store.profile(digest, machine).orElse(null);
        if (known != null) {
            return known;
        }
        Profile measured = measure(session, digest, machine, model.version().text(), residentMib);
        store.keep(measured);
        return measured;
    }

    /** One at a time: two variants that are measured at once measure each other. */
    private Profile measure(
            Session session, String digest, String machine, @Nullable TextInput text, double residentMib)
            throws SessionException {
        synchronized (measuring) {
            return new Profiler(PROFILE_BUDGET).measure(session, digest, machine, text, residentMib);
        }
    }

    private static CostCurve cost(Profile profile) {
        CostFit fit = new CostFit();
        profile.latency().forEach(point -> fit.add(point.batch(), point.length(), (double) point.nanos()));
        return fit.curve();
    }
}
