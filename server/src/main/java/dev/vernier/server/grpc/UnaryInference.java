package dev.vernier.server.grpc;

import dev.vernier.server.request.Budget;
import dev.vernier.server.request.Cancellation;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import dev.vernier.server.request.InferenceResponse;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One ModelInfer call, which takes its way once the client has half-closed it: then nothing of it is left to come. The
 * outcome is written by one thread and then sent by the loop, which sees it: it is handed over.
 */
final class UnaryInference implements InferencePath.Entrant, Exchange.Listener {
    private final Exchange exchange;
    private final InferencePath path;
    private final CallDeadline deadline;
    private final Cancellation cancellation = new Cancellation();
    private @Nullable ByteBuf received;
    private @Nullable Budget budget;
    private @Nullable Inference inference;
    private byte @Nullable [] answer;
    private @Nullable Failure failure;

    UnaryInference(Exchange exchange, InferencePath path, CallDeadline deadline) {
        this.exchange = exchange;
        this.path = path;
        this.deadline = deadline;
    }

    @Override
    public void message(ByteBuf message) {
        if (received != null) {
            throw InferenceException.invalid("a second message: ModelInfer takes one, ModelStreamInfer takes many");
        }
        received = message;
        budget = deadline.budget(path.now());
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public void accepted(Inference inference) {
        this.inference = inference;
    }

    @Override
    public void halfClosed() {
        ByteBuf message = received;
        if (message == null || budget == null) {
            throw InferenceException.invalid("the call was half-closed without a message: send one ModelInferRequest");
        }
        path.enter(InferenceDecoder.parse(message), message.readableBytes(), budget, this);
    }

    @Override
    public void cancelled() {
        cancellation.cancel();
    }

    @Override
    public void refused(Failure failure) {
        path.rejected(failure);
    }

    @Override
    public Executor loop() {
        return exchange.loop();
    }

    @Override
    public Cancellation cancellation() {
        return cancellation;
    }

    @Override
    public void answer(InferenceResponse response) {
        answer = ResponseEncoder.unary(Objects.requireNonNull(inference), response);
    }

    @Override
    public void fail(Failure failure) {
        this.failure = failure;
    }

    @Override
    public void send() {
        if (failure == null) {
            exchange.end(Objects.requireNonNull(answer));
        } else {
            exchange.fail(failure);
        }
    }
}
