package dev.vernier.server;

import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.Session;
import dev.vernier.store.SessionException;
import dev.vernier.store.Signature;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.Termination;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Copies its one input, fp32 [batch, 2], to its output, after whatever the test wants to happen first. Thread-safe. */
final class FakeSession implements Session {
    static final Signature SIGNATURE = new Signature(List.of(spec("in")), List.of(spec("out")));

    /** What happens during a run. */
    interface Behaviour {
        void run(Tensor input, Termination termination) throws SessionException;
    }

    private final Behaviour behaviour;
    private final AtomicInteger runs = new AtomicInteger();
    private volatile boolean isClosed;

    FakeSession(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    static SessionException engineFailure() {
        return new SessionException(SessionException.Cause.ENGINE, "injected", new IllegalStateException("injected"));
    }

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public List<Tensor> run(List<Tensor> inputs, List<Tensor> outputs, Termination termination)
            throws SessionException {
        runs.incrementAndGet();
        behaviour.run(inputs.get(0), termination);
        List<Tensor> results = outputs.isEmpty()
                ? new ArrayList<>(
                        List.of(Tensor.allocate(ElementType.FP32, inputs.get(0).shape())))
                : outputs;
        results.get(0).buffer().duplicate().put(inputs.get(0).buffer().duplicate());
        return results;
    }

    int runs() {
        return runs.get();
    }

    boolean isClosed() {
        return isClosed;
    }

    @Override
    public void close() {
        isClosed = true;
    }

    private static TensorSpec spec(String name) {
        return new TensorSpec(name, ElementType.FP32, List.of(Dimension.BATCH, Dimension.fixed(2)), 0);
    }
}
