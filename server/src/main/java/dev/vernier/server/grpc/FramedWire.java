package dev.vernier.server.grpc;

import static java.util.Objects.requireNonNull;

import dev.vernier.server.request.Failure;
import dev.vernier.server.request.InferenceException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.GrpcHeaderNames;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A call on plain HTTP/2: the frames of gRPC are cut and made here, which saves the copies that vertx-grpc makes on both
 * ways, and a paused call holds one piece of what its client sends instead of 16 messages. Carries the calls with tensors.
 */
final class FramedWire implements Wire {
    private static final AsciiString GRPC = AsciiString.cached("application/grpc");
    private static final AsciiString GZIP = AsciiString.cached("gzip");
    private static final AsciiString OK = AsciiString.cached("0");
    private static final long NO_ERROR = 0;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Deframer deframer;
    private final Executor loop;
    private @Nullable Events events;
    private long wanted = Long.MAX_VALUE;
    private boolean isPaced;
    private boolean hasAllPieces;
    private boolean isDelivering;
    private boolean isOver;

    FramedWire(HttpServerRequest request, int maxMessageBytes) {
        this.request = request;
        this.response = request.response();
        this.deframer = new Deframer(maxMessageBytes);
        this.loop = ((ContextInternal) requireNonNull(Vertx.currentContext())).nettyEventLoop();
    }

    @Override
    public String method() {
        return requireNonNull(request.path()).substring(1);
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public void open(Events events, boolean oneByOne) {
        this.events = events;
        response.exceptionHandler(error -> events.onClientGone());
        request.exceptionHandler(error -> events.onClientGone());
        isPaced = oneByOne;
        if (oneByOne) {
            wanted = 0;
            request.pause();
            response.drainHandler(drained -> events.onDrained());
        }
        request.handler(this::arrived);
        request.endHandler(end -> {
            hasAllPieces = true;
            deliver();
        });
    }

    @Override
    public void take() {
        wanted++;
        deliver();
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void write(byte[] frame) {
        putHeaders();
        send(frame);
    }

    @Override
    public void end(byte @Nullable [] frame) {
        putHeaders();
        if (frame != null) {
            send(frame);
        } else if (!response.headWritten()) {
            response.writeHead();
        }
        response.trailers().set(GrpcHeaderNames.GRPC_STATUS, OK);
        finish();
    }

    @Override
    public void fail(Failure failure) {
        putHeaders();
        MultiMap trailers = response.headWritten() ? response.trailers() : response.headers();
        trailers.set(
                GrpcHeaderNames.GRPC_STATUS, Integer.toString(failure.code().grpcStatus()));
        trailers.set(GrpcHeaderNames.GRPC_MESSAGE, PercentEncoding.encode(failure.message()));
        Trailer.putRetryHint(failure, trailers);
        finish();
    }

    private void arrived(Buffer piece) {
        if (!isOver) {
            deframer.add(((BufferInternal) piece).getByteBuf());
            deliver();
        }
    }

    /** Hands over what is complete and wanted, then asks for the next piece where something is still wanted. */
    private void deliver() {
        if (isDelivering || events == null) {
            return;
        }
        isDelivering = true;
        try {
            while (wanted > 0 && !isOver && deliverOne(events)) {}
        } catch (InferenceException overLimit) {
            events.onInvalid(overLimit.failure());
        } finally {
            isDelivering = false;
        }
        if (isPaced && wanted > 0 && !hasAllPieces && !isOver) {
            request.fetch(1);
        }
    }

    /** Hands over a message or the half-close; false where neither is there. */
    private boolean deliverOne(Events events) {
        ByteBuf message = deframer.next();
        if (message != null) {
            wanted--;
            events.onMessage(message, deframer.isCompressed());
            return true;
        }
        if (hasAllPieces) {
            wanted = 0;
            if (deframer.isEmpty()) {
                events.onHalfClosed();
            } else {
                events.onInvalid(Failure.invalid("the last message is cut off: the call was half-closed in it"));
            }
        }
        return false;
    }

    private void putHeaders() {
        if (!response.headWritten()) {
            response.headers().set(HttpHeaderNames.CONTENT_TYPE, GRPC).set(GrpcHeaderNames.GRPC_ACCEPT_ENCODING, GZIP);
        }
    }

    private void send(byte[] frame) {
        response.write(BufferInternal.buffer(Unpooled.wrappedBuffer(frame))).onFailure(this::gone);
    }

    private void finish() {
        isOver = true;
        Future<Void> ended = response.end();
        if (!hasAllPieces) {
            ended.onComplete(done -> loop.execute(this::stopSending));
        }
    }

    /**
     * A client that still sends is told to stop: nothing of it would be read. Not before the half-close of the same frame
     * could be seen: resets that nobody needs are counted, and too many of them end the connection.
     */
    private void stopSending() {
        if (!hasAllPieces) {
            response.reset(NO_ERROR);
        }
    }

    private void gone(Throwable failure) {
        isOver = true;
        if (events != null) {
            events.onClientGone();
        }
    }
}
