package dev.vernier.server;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.PolicyTuning;
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
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
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

    private static final Logger LOG = LoggerFactory.getLogger(InferenceServer.class);

    private final ServerConfig config;
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
    private final ModelLoader loader;
    private int grpcPort;
    private int metricsPort;

    /** A server for the models of the store; nothing runs yet. */
    public InferenceServer(ServerConfig config, ModelStore store) {
        this(
                config,
                store,
                new VariantOpener(
                        store,
                        (version, card) -> OnnxSession.open(store, version, card),
                        new Profiler(PROFILE_BUDGET)));
    }

    InferenceServer(ServerConfig config, ModelStore store, VariantOpener opener) {
        this.config = config;
        LongSupplier clock = System::nanoTime;
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Telemetry telemetry = new Telemetry(registry);
        vertx = Vertx.vertx(
                new VertxOptions().setEventLoopPoolSize(eventLoops()).setPreferNativeTransport(true));

        models = ModelLoader.discover(store, config, telemetry);
        permits = new Permits(clock);
        ControlLoop loop = new ControlLoop(config.lanes(), models.profiles(), clock.getAsLong());
        dispatcher = new Dispatcher(
                new AdaptivePolicy<>(loop.snapshot(), PolicyTuning.DEFAULT, clock.getAsLong()),
                clock,
                config.lanes(),
                config.queue());
        Executions executions = new Executions(clock, models, permits, telemetry, this::changed);
        pipeline = new InferencePipeline(clock, models, permits, dispatcher, executions, telemetry);
        lanes = IntStream.range(0, config.lanes())
                .mapToObj(lane -> new Lane(lane, pipeline::serve))
                .toList();

        MeterSampler sampler = new MeterSampler(models, clock.getAsLong());
        EffectiveAccuracy accuracy = new EffectiveAccuracy(models, telemetry);
        control = new ControlPath(clock, dispatcher, loop, sampler, accuracy, pipeline);
        loader = new ModelLoader(opener, models, catalog, control::step, config.lanes());
        GrpcLimits limits =
                GrpcLimits.DEFAULT.withMessageBytes(config.listen().maxMessage().intBytes());
        grpc = new GrpcFrontEnd(vertx, catalog, pipeline, clock, limits);
        metrics = new MetricsEndpoint(vertx, registry);
        telemetry.observe(dispatcher::state);
    }

    /** Listens and begins to load; the future ends when every model's reference is warm, or one has failed. */
    public CompletableFuture<Void> start() {
        ListenConfig listen = config.listen();
        lanes.forEach(Lane::start);
        control.start();
        CompletableFuture<Void> references = loader.start();
        grpcPort = await(grpc.listen(listen.host(), listen.grpcPort()));
        metricsPort = await(metrics.listen(listen.host(), listen.metricsPort()));
        LOG.info("listening {}", addresses());
        return references;
    }

    /** Where the started server listens: {@code grpc=HOST:PORT metrics=HOST:PORT}. */
    public String addresses() {
        String host = config.listen().host();
        return "grpc=" + host + ":" + grpcPort + " metrics=" + host + ":" + metricsPort;
    }

    public int grpcPort() {
        return grpcPort;
    }

    public int metricsPort() {
        return metricsPort;
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
        boolean answered = permits.awaitNone(config.drainTimeout());
        if (!answered) {
            pipeline.hurry();
        }
        loader.stop();
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
            loader.stop();
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

    /** A variant was quarantined: the policy learns of it first, then the front ends. */
    private void changed(OpenModel model) {
        control.step();
        loader.publish(model);
    }

    private static int eventLoops() {
        int cores = Runtime.getRuntime().availableProcessors();
        return Math.max(1, Math.min(4, cores / 2));
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
