package dev.vernier.server;

import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.SessionException;
import dev.vernier.store.StoreException;
import dev.vernier.store.VariantCard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the latest version of every model beside the listener: its smallest variant first, so that the first answer comes
 * soon, then the reference, then the others. Each serves as soon as it is ready. Thread-safe.
 */
final class ModelLoader {
    private static final Logger LOG = LoggerFactory.getLogger(ModelLoader.class);

    private final VariantOpener opener;
    private final OpenModels models;
    private final ModelCatalog catalog;
    private final Runnable onChange;
    private final ExecutorService threads;
    /** Models of which further variants are on their way. */
    private final Set<OpenModel> loading = ConcurrentHashMap.newKeySet();

    private volatile boolean isStopping;

    /**
     * @param onChange run whenever the policy has to know of a variant, before front ends do
     * @param threads how many models are loaded at once
     */
    ModelLoader(VariantOpener opener, OpenModels models, ModelCatalog catalog, Runnable onChange, int threads) {
        this.opener = opener;
        this.models = models;
        this.catalog = catalog;
        this.onChange = onChange;
        this.threads = Executors.newFixedThreadPool(threads, task -> new Thread(task, "vernier-loader"));
    }

    /** The models of a store, none of their variants open. */
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

    /** Begins to load everything; the future ends when every model's reference is ready, or has failed. */
    CompletableFuture<Void> start() {
        List<CompletableFuture<Void>> references = new ArrayList<>();
        for (OpenModel model : models.all()) {
            CompletableFuture<Void> reference = new CompletableFuture<>();
            loading.add(model);
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

    /** Tells the front ends which variants of the model answer now. */
    synchronized void publish(OpenModel model) {
        boolean answers = model.variants().stream().anyMatch(OpenVariant::isResident);
        boolean isLoading = loading.contains(model);
        if (answers) {
            catalog.publish(model.served(isLoading ? ServedModel.State.WARMING : ServedModel.State.READY, ""));
        } else if (!isLoading) {
            catalog.publish(model.served(ServedModel.State.FAILED, "none of its variants runs; see the server's log"));
        }
    }

    private void load(OpenModel model, CompletableFuture<Void> reference) {
        try {
            opener.openTokenizer(model);
            for (OpenVariant variant : inLoadingOrder(model)) {
                if (isStopping) {
                    return;
                }
                load(model, variant);
                if (variant.isResident() && variant == model.reference()) {
                    reference.complete(null);
                }
            }
        } catch (RuntimeException e) {
            LOG.error("{} cannot be served", model.version().model(), e);
        } finally {
            if (!isStopping) {
                loading.remove(model);
                publish(model);
            }
            reference.completeExceptionally(
                    new IllegalStateException(model.version().model() + " has no reference"));
        }
    }

    /** A variant that cannot be loaded leaves the others as they are. */
    private void load(OpenModel model, OpenVariant variant) {
        try {
            opener.open(model, variant);
            onChange.run();
            publish(model);
        } catch (SessionException | StoreException e) {
            LOG.error(
                    "{} of {} cannot be served",
                    variant.card().name(),
                    model.version().model(),
                    e);
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
}
