package dev.vernier.server;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.vernier.policy.CostCurve;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.InferenceRequest;
import dev.vernier.server.request.InputTensor;
import dev.vernier.server.request.RequestParameters;
import dev.vernier.server.request.ServedModel;
import dev.vernier.server.request.TensorInputs;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Session;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The data path between a front end and sessions, without either: one model with fake variants, and a clock by hand. */
final class PipelineFixture implements AutoCloseable {
    static final int FRAME_BYTES = 100;

    final ManualClock clock = new ManualClock();
    final MeterRegistry registry;
    final Telemetry telemetry;
    final ServerConfig config;
    final OpenModels models = new OpenModels();
    final Permits permits = new Permits(clock);
    final List<OpenModel> quarantined = new CopyOnWriteArrayList<>();
    final Dispatcher dispatcher;
    final InferencePipeline pipeline;

    private final List<Lane> lanes = new ArrayList<>();

    PipelineFixture(int lanes, int maxBatch, Session... variants) {
        this(lanes, maxBatch, Map.of(), variants);
    }

    /** Without lanes: the test takes from its own dispatcher. */
    PipelineFixture(MeterRegistry registry, Session... variants) {
        this(registry, 0, 1, Map.of(), () -> {}, variants);
    }

    /** @param settings by their keys */
    PipelineFixture(int lanes, int maxBatch, Map<String, String> settings, Session... variants) {
        this(new SimpleMeterRegistry(), lanes, maxBatch, settings, () -> {}, variants);
    }

    /** @param onOffer what happens before a request is queued */
    PipelineFixture(int lanes, int maxBatch, Map<String, String> settings, Runnable onOffer, Session... variants) {
        this(new SimpleMeterRegistry(), lanes, maxBatch, settings, onOffer, variants);
    }

    private PipelineFixture(
            MeterRegistry registry,
            int lanes,
            int maxBatch,
            Map<String, String> settings,
            Runnable onOffer,
            Session... variants) {
        this.registry = registry;
        telemetry = new Telemetry(registry);
        config = ConfigReader.read(null, Map.of(), settings);
        models.add(slot -> model(slot, variants));
        dispatcher = new Dispatcher(new EarliestDeadlineFirst<>(maxBatch, onOffer), clock, lanes, config.queue());
        Executions executions = new Executions(clock, permits, telemetry, quarantined::add);
        for (int lane = 0; lane < lanes; lane++) {
            this.lanes.add(new Lane(lane));
        }
        pipeline = new InferencePipeline(clock, models, permits, dispatcher, executions, telemetry, this.lanes);
        this.lanes.forEach(lane -> lane.start(pipeline::serve));
    }

    private OpenModel model(int place, Session... sessions) {
        List<VariantCard> cards = new ArrayList<>();
        for (int slot = 0; slot < sessions.length; slot++) {
            cards.add(card(slot == 0 ? "fp32" : "cheap-" + slot, slot == 0 ? 1 : 0.97));
        }
        ModelVersion version =
                new ModelVersion("echo", "1", Task.EMBED, FakeSession.SIGNATURE, null, List.of(), null, cards);
        List<String> names = cards.stream().map(VariantCard::name).toList();
        OpenModel model = new OpenModel(place, version, config.model("echo"), cards, telemetry.model("echo", names));
        for (int slot = 0; slot < sessions.length; slot++) {
            model.variant(slot).know(new CostCurve(1_000_000, 0, 0), 1);
            model.variant(slot).open(sessions[slot]);
        }
        return model;
    }

    static VariantCard card(String name, double fidelity) {
        VariantCard.Artefact artefact = new VariantCard.Artefact("model.onnx", "0".repeat(64), 1);
        return new VariantCard(
                name, null, fidelity, true, List.of(artefact), Map.of(), JsonNodeFactory.instance.objectNode());
    }

    /** Submits a request of one row that has the value in it, and whose outcome is sent on the calling thread's heels. */
    RecordedCall submit(float value) {
        return submit(value, 1, Budget.UNLIMITED, null, Runnable::run);
    }

    RecordedCall submit(float value, int rows, long budgetNanos, @Nullable String pin, Executor loop) {
        RecordedCall call = new RecordedCall(loop);
        pipeline.submit(request(value, rows, budgetNanos, pin), call);
        return call;
    }

    /** From now on runs of all variants cost this much. */
    void cost(CostCurve cost) {
        for (OpenVariant variant : models.at(0).variants()) {
            variant.know(cost, 1);
        }
    }

    /** A permit of a request of one row that nobody has submitted. */
    Permit permit(float value) {
        return requireNonNull(permits.issue(
                request(value, 1, Budget.UNLIMITED, null), new RecordedCall(Runnable::run), models.at(0)));
    }

    InferenceRequest request(float value, int rows, long budgetNanos, @Nullable String pin) {
        ByteBuffer bytes = ByteBuffer.allocate(rows * 2 * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows * 2; i++) {
            bytes.putFloat(value + i);
        }
        InputTensor tensor = new InputTensor(FakeSession.SIGNATURE.inputs().get(0), new long[] {rows, 2}, bytes.flip());
        return new InferenceRequest(
                models.at(0).served(ServedModel.State.READY, ""),
                new TensorInputs(List.of(tensor)),
                new RequestParameters(0, pin, 4, false, false, null),
                new Budget(clock.getAsLong(), budgetNanos),
                FRAME_BYTES);
    }

    /** Waits until nothing is in flight and the lanes have ended. */
    void stop() {
        pipeline.drain();
        try {
            if (!permits.awaitNone(Duration.ofSeconds(30))) {
                throw new IllegalStateException(permits.inFlight() + " permits never ended");
            }
            dispatcher.close();
            for (Lane lane : lanes) {
                lane.join();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        pipeline.drain();
        pipeline.hurry();
        stop();
    }
}
