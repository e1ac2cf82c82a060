package dev.vernier.server;

import static java.util.Objects.requireNonNull;

import dev.vernier.server.config.ConfigException;
import dev.vernier.server.config.ModelConfig;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which models of the store are served, and in which version: all of them at the start, then as an operator says, beside
 * live traffic. A version takes another's place when all its variants are warm; the one before answers what it has accepted,
 * and is closed. Thread-safe.
 */
final class ModelRepository {
    private static final Logger LOG = LoggerFactory.getLogger(ModelRepository.class);
    private static final Duration IDLE_THREAD = Duration.ofSeconds(1);

    /** The server around it. */
    interface Host {
        /** The policy has to know of a variant, or of one that is gone: before the front ends where one comes. */
        void modelsChanged();

        /** Ends when those who had found a model in the catalog have handed their requests over. */
        CompletableFuture<Void> handedOver();
    }

    private final ModelStore store;
    private final OpenModels models;
    private final ModelLoader loader;
    private final ModelCatalog catalog;
    private final Telemetry telemetry;
    private final Host host;
    private final ThreadPoolExecutor threads;
    /** The version of each model to which its requests go, or will when it has a variant. */
    private final Map<String, OpenModel> current = new TreeMap<>();
    /** Models that are being loaded or unloaded. */
    private final Set<String> changing = new HashSet<>();

    private ServerConfig config;

    /** The latest version of every model of the store, none of their variants open. */
    ModelRepository(
            ModelStore store,
            OpenModels models,
            ModelLoader loader,
            ModelCatalog catalog,
            Telemetry telemetry,
            Host host,
            ServerConfig config) {
        this.store = store;
        this.models = models;
        this.loader = loader;
        this.catalog = catalog;
        this.telemetry = telemetry;
        this.host = host;
        this.config = config;
        this.threads = threads(config.lanes());
        List<ModelVersion> latest = store.models().stream()
                .map(name -> store.find(name, "").orElseThrow())
                .toList();
        requireFitting(config, latest);
        latest.forEach(version -> current.put(version.model(), open(version)));
    }

    /** Begins to load everything; the future ends when every model's reference is ready, or has failed. */
    synchronized CompletableFuture<Void> start() {
        List<CompletableFuture<Void>> references = new ArrayList<>();
        for (OpenModel model : current.values()) {
            beginChange(model.name());
            references.add(loadFirst(model));
        }
        return CompletableFuture.allOf(references.toArray(CompletableFuture[]::new));
    }

    /**
     * Loads a version of a model, in the place of the one that is served. The future ends when it is served and the one
     * before is closed; it fails, and nothing changes, when the reference cannot be opened.
     *
     * @param version empty for the latest
     * @throws InferenceException when there is no such version, or the model is being loaded or unloaded already
     * @throws ConfigException when the model's experiment does not fit the version
     */
    synchronized CompletableFuture<Void> load(String name, String version) {
        ModelVersion found = store.find(name, version).orElseThrow(() -> notInStore(name, version));
        requireFitting(config, List.of(found));
        beginChange(name);
        OpenModel next = open(found);
        if (!current.containsKey(name)) {
            current.put(name, next);
            return loadFirst(next);
        }
        next.current(false);
        return CompletableFuture.runAsync(() -> loader.load(next, variant -> {}), threads)
                .thenCompose(loaded -> close(next.reference().isResident() ? switchTo(next) : next))
                .thenRun(() -> requireCurrent(next))
                .whenComplete((done, failure) -> endChange(name));
    }

    /**
     * Takes a model out. The future ends when what it had accepted is answered and its memory is free.
     *
     * @throws InferenceException when it is not there, or is being loaded or unloaded already
     */
    synchronized CompletableFuture<Void> unload(String name) {
        OpenModel model = current.get(name);
        if (model == null) {
            throw refused(ErrorCode.NOT_FOUND, "model '" + name + "' is not loaded; loaded are " + current.keySet());
        }
        beginChange(name);
        current.remove(name);
        catalog.remove(model.version());
        LOG.info("{} is unloaded", model);
        return close(model).whenComplete((done, failure) -> endChange(name));
    }

    /**
     * From now on the models are served as the configuration says.
     *
     * @throws ConfigException when an experiment does not fit its model; nothing changes then
     */
    synchronized void configure(ServerConfig changed) {
        requireFitting(
                changed, current.values().stream().map(OpenModel::version).toList());
        config = changed;
        for (OpenModel model : current.values()) {
            model.configure(changed.model(model.name()));
            publish(model);
        }
        host.modelsChanged();
    }

    /** Tells the front ends which variants of the model answer now. */
    synchronized void publish(OpenModel model) {
        if (current.get(model.name()) != model) {
            return;
        }
        if (model.isAnswering()) {
            catalog.publish(model.served(model.isLoading() ? ServedModel.State.WARMING : ServedModel.State.READY, ""));
        } else if (!model.isLoading()) {
            catalog.publish(model.served(ServedModel.State.FAILED, "none of its variants runs; see the server's log"));
        }
    }

    /** The versions that are served, by name. */
    synchronized List<OpenModel> served() {
        return List.copyOf(current.values());
    }

    /** Runs a change of what is open; {@link #stop} waits for it, and after that nothing is run. */
    boolean submit(Runnable change) {
        try {
            threads.execute(change);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    /** Begins no further variant, and waits for those under way. */
    void stop() throws InterruptedException {
        loader.stop();
        threads.shutdown();
        while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
            LOG.warn("still waiting for a model to be loaded");
        }
    }

    /** The model answers from its first variant on. The future ends when its reference is ready. */
    private CompletableFuture<Void> loadFirst(OpenModel model) {
        CompletableFuture<Void> reference = new CompletableFuture<>();
        catalog.publish(model.served(ServedModel.State.LOADING, ""));
        threads.execute(() -> {
            loader.load(model, variant -> {
                host.modelsChanged();
                publish(model);
                if (variant == model.reference()) {
                    reference.complete(null);
                }
            });
            endChange(model.name());
            if (!loader.isStopping()) {
                publish(model);
            }
            reference.completeExceptionally(refused(ErrorCode.MODEL_FAILED, model + " has no reference"));
        });
        return reference;
    }

    /** Requests go to the next version from now on; gives the one before. */
    private OpenModel switchTo(OpenModel next) {
        host.modelsChanged();
        synchronized (this) {
            OpenModel before = requireNonNull(current.put(next.name(), next));
            before.current(false);
            next.current(true);
            catalog.replace(before.version(), next.served(ServedModel.State.READY, ""));
            LOG.info(
                    "{} is served in the place of version {}",
                    next,
                    before.version().version());
            return before;
        }
    }

    /** Closes the model when nobody uses it any more, gives its slot free when the policy knows, and its memory back. */
    private CompletableFuture<Void> close(OpenModel model) {
        model.current(false);
        return host.handedOver()
                .thenCompose(passed -> model.retire())
                .thenRunAsync(
                        () -> {
                            model.close();
                            host.modelsChanged();
                            models.vacate(model);
                            NativeHeap.trim();
                        },
                        threads);
    }

    private static List<VariantCard> served(ServerConfig config, ModelVersion version) {
        return config.degrade() ? version.accepted() : List.of(version.reference());
    }

    private static void requireFitting(ServerConfig config, List<ModelVersion> versions) {
        List<String> problems = new ArrayList<>();
        for (ModelVersion version : versions) {
            ModelConfig model = config.model(version.model());
            if (model.experiment() != null) {
                model.experiment().problems(served(config, version), model.floor(version.task())).stream()
                        .map(problem -> "models." + version.model() + "." + problem)
                        .forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private OpenModel open(ModelVersion version) {
        List<VariantCard> cards = served(config, version);
        List<String> variants = cards.stream().map(VariantCard::name).toList();
        ModelMeters meters = telemetry.model(version.model(), variants);
        return models.add(slot -> new OpenModel(slot, version, config.model(version.model()), cards, meters));
    }

    private synchronized void beginChange(String name) {
        if (loader.isStopping()) {
            throw new InferenceException(Failures.STOPPING);
        }
        if (!changing.add(name)) {
            throw new InferenceException(Failure.notReady(
                    "model '" + name + "' is being loaded or unloaded; try again when that is over",
                    Duration.ofSeconds(1)));
        }
    }

    private synchronized void endChange(String name) {
        changing.remove(name);
    }

    private static void requireCurrent(OpenModel next) {
        if (!next.isCurrent()) {
            throw refused(
                    ErrorCode.MODEL_FAILED,
                    next
                            + " is not served: its reference cannot be opened, see the server's log; what was served stays");
        }
    }

    private InferenceException notInStore(String name, String version) {
        List<String> versions = store.versions(name);
        return refused(
                ErrorCode.NOT_FOUND,
                versions.isEmpty()
                        ? "no model '" + name + "' is in the store; there are " + store.models()
                        : "model '" + name + "' has no version '" + version + "'; it has " + versions);
    }

    private static InferenceException refused(ErrorCode code, String message) {
        return new InferenceException(Failure.of(code, message));
    }

    private static ThreadPoolExecutor threads(int count) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                IDLE_THREAD.toMillis(),
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, "vernier-loader"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
