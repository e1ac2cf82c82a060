package dev.vernier.server;

import dev.vernier.server.request.Call;
import dev.vernier.server.request.Cancellation;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceResponse;
import java.nio.ByteOrder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Keeps what became of one request, and counts how often it was told. Thread-safe. */
final class RecordedCall implements Call {
    private final Executor loop;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<RecordedCall> sent = new CompletableFuture<>();
    private final AtomicInteger outcomes = new AtomicInteger();
    private volatile @Nullable InferenceResponse response;
    private volatile @Nullable Failure failure;
    private volatile float firstValue;

    RecordedCall(Executor loop) {
        this.loop = loop;
    }

    @Override
    public Executor loop() {
        return loop;
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void answer(InferenceResponse answered) {
        outcomes.incrementAndGet();
        response = answered;
        firstValue = answered.outputs()
                .get(0)
                .buffer()
                .duplicate()
                .order(ByteOrder.nativeOrder())
                .getFloat(answered.firstRow() * 2 * Float.BYTES);
    }

    @Override
    public void fail(Failure told) {
        outcomes.incrementAndGet();
        failure = told;
    }

    @Override
    public void send() {
        sent.complete(this);
    }

    /** Waits for the outcome. */
    RecordedCall await() throws Exception {
        return sent.get(30, TimeUnit.SECONDS);
    }

    boolean isSent() {
        return sent.isDone();
    }

    int outcomes() {
        return outcomes.get();
    }

    @Nullable InferenceResponse response() {
        return response;
    }

    @Nullable Failure failure() {
        return failure;
    }

    /** The first value of the answer's first row, as it was when the answer was given. */
    float firstValue() {
        return firstValue;
    }
}
