package dev.vernier.server;

import static java.util.Objects.requireNonNull;

import dev.vernier.policy.AdaptivePolicy;
import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.CostCurve;
import dev.vernier.policy.Demand;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.PolicyTuning;
import dev.vernier.policy.Ticket;
import dev.vernier.server.request.Inputs;
import dev.vernier.store.Tensor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a request costs between its decoding and its encoding, without the engine. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // open comes first
public class DispatchBenchmark {
    private static final long SLO_NANOS = 100_000_000;
    private static final int BATCH = 8;

    private final FakeSession session = new FakeSession((input, termination) -> {});
    private final LaneMemory memory = new LaneMemory();
    private PipelineFixture queue;
    private PipelineFixture whole;
    private Dispatcher dispatcher;
    private List<Inputs> batch;

    @Setup
    public void open() {
        queue = new PipelineFixture(new SimpleMeterRegistry(), session, session);
        long now = queue.clock.getAsLong();
        ControlLoop loop = new ControlLoop(1, queue.models.profiles(), now);
        dispatcher = new Dispatcher(
                new AdaptivePolicy<>(loop.snapshot(), PolicyTuning.DEFAULT, now), queue.clock, 1, queue.config.queue());
        batch = Collections.nCopies(BATCH, queue.permit(1).request().inputs());
        whole = new PipelineFixture(1, 1, session);
        whole.cost(new CostCurve(1_000, 0, 0));
    }

    @TearDown
    public void close() {
        whole.close();
    }

    /** Admitting a request, choosing its variant, and telling the policy that it ran. */
    @Benchmark
    public Dispatch<Permit> enqueueAndDispatch() {
        long now = queue.clock.getAsLong();
        Demand demand = new Demand(0, 1, 1, 4, 0, -1, false);
        dispatcher.enqueue(new Ticket<>(demand, now, now + SLO_NANOS, now + 10 * SLO_NANOS, queue.permit(1)), () -> {});
        Dispatch<Permit> dispatch = requireNonNull(dispatcher.take(0, dropped -> {}));
        dispatcher.complete(dispatch, true);
        return dispatch;
    }

    /** Copying eight requests into a lane's buffers. */
    @Benchmark
    public List<Tensor> assemble() {
        return memory.inputs(FakeSession.SIGNATURE, batch, BATCH, 1);
    }

    /** A request's whole way on the event loop, from its submission to its outcome, with a run that costs nothing. */
    @Benchmark
    public RecordedCall inlineRun() {
        return whole.submit(1);
    }
}
