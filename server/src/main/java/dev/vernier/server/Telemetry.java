package dev.vernier.server;

import dev.vernier.policy.Reason;
import dev.vernier.policy.ShedReason;
import dev.vernier.server.config.Experiment.Assignment;
import dev.vernier.server.request.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The meters that dashboards, alerts, autoscaling and the control loop read, each registered once. Everything that is
 * recorded on the way of a request is a field here or in {@link ModelMeters}, so that nothing is looked up there.
 */
final class Telemetry {
    /** The tag {@code variant} of requests that never ran. */
    static final String NO_VARIANT = "none";

    /** Bounds of the request histogram: the demo's SLO, 60 ms, is among them, and steps of about 2 elsewhere. */
    private static final Duration[] BOUNDS =
            durations(1, 2, 5, 10, 20, 30, 45, 60, 80, 100, 150, 200, 500, 1_000, 2_000);

    final Timer decode;
    final Timer queue;
    final Counter referenceWork;
    final Counter retries;

    private final MeterRegistry registry;
    private final Timer run;
    private final Timer encode;
    private final DistributionSummary batchRows;
    private final DistributionSummary batchTokens;
    private final MeterFamily<ErrorCode, Counter> rejected;
    private volatile double price;

    Telemetry(MeterRegistry registry) {
        this.registry = registry;
        decode = stage("decode");
        queue = stage("queue");
        run = stage("run");
        encode = stage("encode");
        batchRows = registry.summary("vernier.batch.rows");
        batchTokens = registry.summary("vernier.batch.tokens");
        referenceWork = registry.counter("vernier.reference.work");
        retries = registry.counter("vernier.batch.retries");
        rejected =
                new MeterFamily<>(ErrorCode.class, code -> registry.counter("vernier.rejected", "code", code.name()));
        gauge("vernier.price", Tags.empty(), () -> price);
    }

    /** A request failed before it was one. */
    void rejected(ErrorCode code) {
        rejected.of(code).increment();
    }

    /** A batch ran and its answers were encoded. */
    void ran(int rows, int length, long runNanos, long encodeNanos) {
        run.record(runNanos, TimeUnit.NANOSECONDS);
        encode.record(encodeNanos, TimeUnit.NANOSECONDS);
        batchRows.record(rows);
        batchTokens.record((double) rows * length);
    }

    /** What a millisecond of lane time had to buy at the last dispatch. */
    void price(double price) {
        this.price = price;
    }

    MeterRegistry registry() {
        return registry;
    }

    /** The meters of a model, registered where they are not there yet. */
    ModelMeters model(String model, List<String> variants) {
        return new ModelMeters(
                variants.stream().map(variant -> variant(model, variant)).toList(),
                durations(model, NO_VARIANT),
                new MeterFamily<>(
                        ShedReason.class,
                        reason -> registry.counter("vernier.shed", "model", model, "reason", reason.name())),
                registry.timer("vernier.queue.wait", "model", model),
                registry.counter("vernier.accuracy.debt", "model", model),
                new ArmMeters(assignment -> arm(model, assignment)));
    }

    /** Registers what is read off the dispatcher whenever somebody looks. */
    void observe(Supplier<QueueState> state) {
        gauge("vernier.queue.requests", state, QueueState::requests);
        gauge("vernier.queue.bytes", state, QueueState::bytes);
        gauge("vernier.lanes.busy", state, QueueState::busyLanes);
        gauge("vernier.backlog.seconds", state, now -> now.backlogNanos() / 1e9);
    }

    /** Registers the CPU time that the engine takes on the lanes. */
    void observe(List<Lane> lanes) {
        FunctionCounter.builder("vernier.run.cpu", lanes, Telemetry::runCpuSeconds)
                .baseUnit("seconds")
                .register(registry);
    }

    private static double runCpuSeconds(List<Lane> lanes) {
        long nanos = 0;
        for (Lane lane : lanes) {
            nanos += lane.runCpuNanos();
        }
        return nanos / 1e9;
    }

    /** Registers a gauge of a number that somebody else keeps. */
    void gauge(String name, Tags tags, Supplier<Number> value) {
        Gauge.builder(name, value).tags(tags).strongReference(true).register(registry);
    }

    private void gauge(String name, Supplier<QueueState> state, ToDoubleFunction<QueueState> figure) {
        gauge(name, Tags.empty(), () -> figure.applyAsDouble(state.get()));
    }

    private ModelMeters.OfVariant variant(String model, String variant) {
        return new ModelMeters.OfVariant(
                new MeterFamily<>(
                        Reason.class,
                        reason -> registry.counter(
                                "vernier.requests", "model", model, "variant", variant, "reason", reason.name())),
                durations(model, variant),
                registry.summary("vernier.prediction.error", "variant", variant));
    }

    private ArmMeters.OfArm arm(String model, Assignment assignment) {
        Tags tags = Tags.of(
                "model", model,
                "experiment", assignment.experiment(),
                "arm", assignment.arm().name());
        return new ArmMeters.OfArm(
                new MeterFamily<>(
                        Outcome.class,
                        outcome -> registry.counter("vernier.experiment.requests", tags.and("outcome", outcome.tag()))),
                registry.counter("vernier.experiment.strays", tags));
    }

    private MeterFamily<Outcome, Timer> durations(String model, String variant) {
        return new MeterFamily<>(
                Outcome.class,
                outcome -> Timer.builder("vernier.request.duration")
                        .tags("model", model, "variant", variant, "outcome", outcome.tag())
                        .serviceLevelObjectives(BOUNDS)
                        .register(registry));
    }

    private Timer stage(String stage) {
        return registry.timer("vernier.stage.duration", "stage", stage);
    }

    private static Duration[] durations(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
