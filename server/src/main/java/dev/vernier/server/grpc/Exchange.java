package dev.vernier.server.grpc;

import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcHeaderNames;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcStatus;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC call as messages in and messages out, whatever the method. It ends exactly once: with {@link #end}, with {@link
 * #fail}, or by the client; everything after that is ignored. Confined to the call's event loop.
 */
final class Exchange {
    /** What happens on a call. */
    interface Listener {
        /** A whole message; the buffer is the listener's. */
        void message(Buffer message);

        /** The client will send no more. */
        void halfClosed();

        /** The client, or its connection, is gone before the call was over: nobody reads an answer. */
        default void cancelled() {}

        /** The call ends with this failure, which came up while the client's input was handled. */
        default void refused(Failure failure) {}

        /** The client reads again, after {@link Exchange#isFull}. */
        default void drained() {}
    }

    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
    private static final String RETRY_PUSHBACK = "grpc-retry-pushback-ms";

    private final GrpcServerRequest<Buffer, Buffer> request;
    private final GrpcServerResponse<Buffer, Buffer> response;
    private final Executor loop;
    private final int maxMessageBytes;
    private boolean over;
    private @Nullable Listener listener;

    Exchange(GrpcServerRequest<Buffer, Buffer> request, int maxMessageBytes) {
        this.request = request;
        this.response = request.response();
        this.loop = ((ContextInternal) Vertx.currentContext()).nettyEventLoop();
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Starts to hand what happens to the listener. */
    void open(Listener listener) {
        this.listener = listener;
        request.errorHandler(error -> clientGone());
        request.exceptionHandler(error -> clientGone());
        response.exceptionHandler(error -> clientGone());
        response.drainHandler(drained -> listener.drained());
        request.invalidMessageHandler(this::invalid);
        request.messageHandler(message -> guarded(() -> listener.message(payload(message))));
        request.endHandler(end -> guarded(listener::halfClosed));
    }

    /** Takes no message until {@link #take}. */
    void hold() {
        request.pause();
    }

    /** Takes one more message, or the half-close. */
    void take() {
        request.fetch(1);
    }

    Executor loop() {
        return loop;
    }

    @Nullable String header(String name) {
        return request.headers().get(name);
    }

    boolean isOver() {
        return over;
    }

    /** Whether what was written waits for the client to read. */
    boolean isFull() {
        return response.writeQueueFull();
    }

    void write(Buffer message) {
        if (!over) {
            response.write(message).onFailure(gone -> clientGone());
        }
    }

    /** Ends the call with status OK, after a last message where there is one. */
    void end(@Nullable Buffer message) {
        if (!over) {
            over = true;
            Future<Void> written = message == null ? response.end() : response.end(message);
            written.onFailure(gone -> clientGone());
        }
    }

    /** Ends the call with the failure's status. */
    void fail(Failure failure) {
        if (over) {
            return;
        }
        over = true;
        response.status(status(failure.code())).statusMessage(failure.message());
        if (failure.retryAfter() != null) {
            response.trailers()
                    .set(RETRY_PUSHBACK, Long.toString(failure.retryAfter().toMillis()));
        }
        response.end();
    }

    /** Runs what handles the client's input: what goes wrong in it ends this call and nothing else. */
    void guarded(Runnable handling) {
        if (over) {
            return;
        }
        try {
            handling.run();
        } catch (InferenceException expected) {
            refuse(expected.failure());
        } catch (RuntimeException bug) {
            LOG.error("{} failed", request.fullMethodName(), bug);
            refuse(Failure.of(ErrorCode.INTERNAL, "internal error, see the server's log"));
        }
    }

    private void refuse(Failure failure) {
        if (!over && listener != null) {
            listener.refused(failure);
        }
        fail(failure);
    }

    private static GrpcStatus status(ErrorCode code) {
        return GrpcStatus.valueOf(code.grpcStatus());
    }

    private Buffer payload(GrpcMessage message) {
        if (message.format() != WireFormat.PROTOBUF) {
            throw new InferenceException(Failure.of(
                    ErrorCode.NOT_SUPPORTED, "content-type application/grpc+json: only application/grpc is supported"));
        }
        return switch (message.encoding()) {
            case "identity" -> message.payload();
            case "gzip" -> Gunzip.inflate(message.payload(), maxMessageBytes);
            default ->
                throw new InferenceException(Failure.of(
                        ErrorCode.NOT_SUPPORTED,
                        GrpcHeaderNames.GRPC_ENCODING + " " + Quote.of(message.encoding())
                                + ": gzip and identity are supported"));
        };
    }

    private void invalid(InvalidMessageException error) {
        if (error instanceof MessageSizeOverflowException overflow) {
            refuse(tooLarge(overflow.messageSize(), maxMessageBytes));
        } else {
            refuse(Failure.invalid("a message that cannot be decoded: " + error.getMessage()));
        }
    }

    static Failure tooLarge(long bytes, int limit) {
        return Failure.of(
                ErrorCode.TOO_LARGE, "a message of " + bytes + " bytes is over the limit of " + limit + " bytes");
    }

    private void clientGone() {
        boolean first = !over;
        over = true;
        if (listener != null && first) {
            listener.cancelled();
        }
    }
}
