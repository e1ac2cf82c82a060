package dev.vernier.server.grpc;

import static java.util.Objects.requireNonNull;

import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.grpc.common.GrpcHeaderNames;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One gRPC call as messages in and frames out, whatever the method and the wire. It ends exactly once: with {@link #end},
 * with {@link #fail}, or by the client; everything after that is ignored. Confined to the call's event loop.
 */
final class Exchange implements Wire.Events {
    /** What happens on a call. */
    interface Listener {
        /** A whole message, on the heap; the listener's from now on. */
        void message(ByteBuf message);

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

    private final Wire wire;
    private final Executor loop;
    private final int maxMessageBytes;
    private boolean over;
    private @Nullable Listener listener;

    Exchange(Wire wire, int maxMessageBytes) {
        this.wire = wire;
        this.loop = ((ContextInternal) requireNonNull(Vertx.currentContext())).nettyEventLoop();
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Starts to hand what happens to the listener. */
    void open(Listener listener) {
        this.listener = listener;
        wire.open(this, false);
    }

    /** Starts to hand what happens to the listener, messages and the half-close only as {@link #take} asks for them. */
    void openOneByOne(Listener listener) {
        this.listener = listener;
        wire.open(this, true);
    }

    /** Takes one more message, or the half-close. */
    void take() {
        wire.take();
    }

    Executor loop() {
        return loop;
    }

    @Nullable String header(String name) {
        return wire.header(name);
    }

    boolean isOver() {
        return over;
    }

    /** Whether what was written waits for the client to read. */
    boolean isFull() {
        return wire.isFull();
    }

    void write(byte[] frame) {
        if (!over) {
            wire.write(frame);
        }
    }

    /** Ends the call with status OK, after a last frame where there is one. */
    void end(byte @Nullable [] frame) {
        if (!over) {
            over = true;
            wire.end(frame);
        }
    }

    /** Ends the call with the failure's status. */
    void fail(Failure failure) {
        if (!over) {
            over = true;
            wire.fail(failure);
        }
    }

    /** Runs what handles the client's input: what goes wrong in it ends this call and nothing else. */
    void guarded(Runnable handling) {
        if (over) {
            return;
        }
        try {
            handling.run();
        } catch (InferenceException expected) {
            onInvalid(expected.failure());
        } catch (RuntimeException bug) {
            LOG.error("{} failed", wire.method(), bug);
            onInvalid(Failure.of(ErrorCode.INTERNAL, "internal error, see the server's log"));
        }
    }

    @Override
    public void onMessage(ByteBuf message, boolean isCompressed) {
        Listener to = listener;
        if (to != null) {
            guarded(() -> to.message(isCompressed ? inflate(message) : message));
        }
    }

    @Override
    public void onInvalid(Failure failure) {
        if (!over && listener != null) {
            listener.refused(failure);
        }
        fail(failure);
    }

    @Override
    public void onHalfClosed() {
        if (listener != null) {
            guarded(listener::halfClosed);
        }
    }

    @Override
    public void onClientGone() {
        boolean first = !over;
        over = true;
        if (first && listener != null) {
            listener.cancelled();
        }
    }

    @Override
    public void onDrained() {
        if (listener != null) {
            guarded(listener::drained);
        }
    }

    static Failure tooLarge(long bytes, int limit) {
        return Failure.of(
                ErrorCode.TOO_LARGE, "a message of " + bytes + " bytes is over the limit of " + limit + " bytes");
    }

    static Failure notSupported(String what) {
        return Failure.of(ErrorCode.NOT_SUPPORTED, what);
    }

    private ByteBuf inflate(ByteBuf message) {
        String encoding = wire.header(GrpcHeaderNames.GRPC_ENCODING.toString());
        if ("gzip".equals(encoding)) {
            return Gunzip.inflate(message, maxMessageBytes);
        }
        throw new InferenceException(notSupported(GrpcHeaderNames.GRPC_ENCODING + " "
                + Quote.of(String.valueOf(encoding)) + " of a compressed message: send gzip, or identity"));
    }
}
