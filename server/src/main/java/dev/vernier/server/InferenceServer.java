package dev.vernier.server;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.PolicyTuning;
import dev.vernier.server.config.ByteSize;
import dev.vernier.server.config.ConfigException;
import dev.vernier.server.config.ConfigWriter;
import dev.vernier.server.config.ListenConfig;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.grpc.GrpcFrontEnd;
import dev.vernier.server.grpc.GrpcLimits;
import dev.vernier.server.request.ModelCatalog;
import dev.vernier.store.ModelStore;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.Profiler;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: everything that there is, wired in the order in which a request meets it. {@link #start}, {@link #drain} and
 * {@link #close} are called once each, in this order, by one thread.
 */
public final class InferenceServer implements AutoCloseable {
    /** Enough for some ten runs of each shape of a small encoder; spent once per variant and machine. */
    private static final Duration PROFILE_BUDGET = Duration.ofSeconds(2);

    /** How long answers that are already written may take to leave. */
    private static final Duration WRITE_GRACE = Duration.ofSeconds(2);

    /** Whoever reaches the admin port may take models out: it is never opened to others. */
    private static final String LOOPBACK = "127.0.0.1";

    private static final Logger LOG = LoggerFactory.getLogger(InferenceServer.class);

    private final LiveConfig config;
    private final Vertx vertx;
    private final ModelCatalog catalog = new ModelCatalog();
    private final OpenModels models;
    private final GrpcFrontEnd grpc;
    private final MetricsEndpoint metrics;
    private final Permits permits;
    private final InferencePipeline pipeline;
    private final Dispatcher dispatcher;
    private final List<Lane> lanes;
    private final ControlPath control;
    private final ModelRepository repository;
    private final AdminEndpoint admin;
    private int grpcPort;
    private int metricsPort;
    private int adminPort;

    /**
     * A server for the models of the store; nothing runs yet.
     *
     * @param config in force, and read anew whenever that is asked for
     */
    InferenceServer(LiveConfig config, ModelStore store) {
        this(
                config,
                store,
                new VariantOpener(
                        store,
                        (version, card) -> OnnxSession.open(store, version, card),
                        new Profiler(PROFILE_BUDGET)));
    }

    InferenceServer(LiveConfig live, ModelStore store, VariantOpener opener) {
        this.config = live;
        ServerConfig config = live.present();
        LongSupplier clock = System::nanoTime;
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Telemetry telemetry = new Telemetry(registry);
        models = new OpenModels();
        ModelLoader loader = new ModelLoader(opener, config.memoryBudget() != null);
        repository = new ModelRepository(store, models, loader, catalog, telemetry, new Surroundings(), config);

        vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(eventLoops()).setPreferNativeTransport(true));
        permits = new Permits(clock);
        ControlLoop loop = new ControlLoop(config.lanes(), models.profiles(), clock.getAsLong());
        dispatcher = new Dispatcher(
                policy(config, loop.snapshot(), clock.getAsLong()), clock, config.lanes(), config.queue());
        Executions executions = new Executions(clock, permits, telemetry, this::changed);
        lanes = IntStream.range(0, config.lanes()).mapToObj(Lane::new).toList();
        pipeline = new InferencePipeline(clock, models, permits, dispatcher, executions, telemetry, lanes);

        MeterSampler sampler = new MeterSampler(models, clock.getAsLong());
        EffectiveAccuracy accuracy = new EffectiveAccuracy(models, telemetry);
        control = new ControlPath(clock, dispatcher, loop, sampler, accuracy, residents(config, loader), pipeline);
        GrpcLimits limits =
                GrpcLimits.DEFAULT.withMessageBytes(config.listen().maxMessage().intBytes());
        grpc = new GrpcFrontEnd(vertx, catalog, pipeline, clock, limits);
        metrics = new MetricsEndpoint(vertx, registry);
        admin = new AdminEndpoint(
                vertx, repository, new ModelReport(store, repository), this.config::present, this::reload);
        telemetry.observe(dispatcher::state);
        telemetry.observe(lanes);
    }

    /** Listens and begins to load; the future ends when every model's reference is warm, or one has failed. */
    public CompletableFuture<Void> start() {
        LOG.info("configuration\n{}", ConfigWriter.yaml(config.present()));
        ListenConfig listen = config.present().listen();
        lanes.forEach(lane -> lane.start(pipeline::serve));
        control.start();
        CompletableFuture<Void> references = repository.start();
        grpcPort = await(grpc.listen(listen.host(), listen.grpcPort()));
        metricsPort = await(metrics.listen(listen.host(), listen.metricsPort()));
        adminPort = await(admin.listen(LOOPBACK, listen.adminPort()));
        LOG.info("listening {}", addresses());
        return references;
    }

    /** Where the started server listens: {@code grpc=HOST:PORT metrics=HOST:PORT admin=127.0.0.1:PORT}. */
    public String addresses() {
        String host = config.present().listen().host();
        return "grpc=" + host + ":" + grpcPort + " metrics=" + host + ":" + metricsPort + " admin=" + LOOPBACK + ":"
                + adminPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    public int metricsPort() {
        return metricsPort;
    }

    public int adminPort() {
        return adminPort;
    }

    /** Requests that were accepted and have had no outcome. */
    long inFlight() {
        return permits.inFlight();
    }

    QueueState queue() {
        return dispatcher.state();
    }

    /**
     * Reads the configuration anew and serves by it from now on. Callable from any thread.
     *
     * @throws ConfigException when it is wrong, or cannot be taken over without a restart; nothing changes then
     */
    public ServerConfig reload() {
        ServerConfig reloaded = config.reload(next -> {
            repository.configure(next); // first: it may refuse
            if (!next.policy().equals(config.present().policy())) {
                dispatcher.decideBy(policy(next, control.snapshot(), System.nanoTime()));
            }
            dispatcher.bound(next.queue());
        });
        LOG.info("configuration reloaded\n{}", ConfigWriter.yaml(reloaded));
        return reloaded;
    }

    /**
     * Takes no new request, answers those that were accepted, and waits for the models that are being loaded.
     *
     * @return whether all requests were answered within the configured time; those that were not are told that the server
     *     stops
     */
    public boolean drain() throws InterruptedException {
        catalog.drain();
        pipeline.drain();
        boolean answered = permits.awaitNone(config.present().drainTimeout());
        if (!answered) {
            pipeline.hurry();
        }
        repository.stop();
        return answered;
    }

    /** Gives up on the requests that were accepted: a drain that is under way ends at once. Callable from any thread. */
    public void hurry() {
        pipeline.hurry();
    }

    /** Stops everything; what is still under way is told so. */
    @Override
    public void close() {
        try {
            catalog.drain();
            pipeline.drain();
            pipeline.hurry();
            repository.stop();
            permits.awaitNone(WRITE_GRACE);
            await(grpc.shutdown(WRITE_GRACE));
            dispatcher.close();
            for (Lane lane : lanes) {
                lane.join();
            }
            control.close();
            models.all().forEach(OpenModel::close);
            await(vertx.close());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable ResidentVariants residents(ServerConfig config, ModelLoader loader) {
        ByteSize budget = config.memoryBudget();
        return budget == null
                ? null
                : new ResidentVariants(budget.mebibytes(), models, loader, repository::submit, this::changed);
    }

    /** A variant has come or gone: the policy learns of it first, then the front ends. */
    private void changed(OpenModel model) {
        control.step();
        repository.publish(model);
    }

    /** What the repository needs of the server that runs around it. */
    private final class Surroundings implements ModelRepository.Host {
        @Override
        public void modelsChanged() {
            control.step();
        }

        /** Requests are decoded and handed over on event loops: each of them has to have been elsewhere once. */
        @Override
        public CompletableFuture<Void> handedOver() {
            List<CompletableFuture<Void>> loops = new ArrayList<>();
            for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
                loops.add(CompletableFuture.runAsync(() -> {}, loop));
            }
            return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new));
        }
    }

    private static DispatchPolicy<Permit> policy(ServerConfig config, PolicySnapshot first, long now) {
        return config.baseline()
                .map(baseline -> baseline.<Permit>policy(first))
                .orElseGet(() -> new AdaptivePolicy<>(first, PolicyTuning.DEFAULT, now));
    }

    private static int eventLoops() {
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.max(1, Math.min(4, cores / 2));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
