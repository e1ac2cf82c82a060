package dev.vernier.server.grpc;

import dev.vernier.server.request.Failure;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.InvalidMessageException;
import io.vertx.grpc.common.MessageSizeOverflowException;
import io.vertx.grpc.common.WireFormat;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.GrpcServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A call on vertx-grpc, bound at message level: what its generated stubs leave open is closed here (bytes that are not the
 * message, half-closed without one, cancelled, over the limit). Carries the calls without tensors.
 */
final class VertxWire implements Wire {
    private final GrpcServerRequest<Buffer, Buffer> request;
    private final GrpcServerResponse<Buffer, Buffer> response;
    private final int maxMessageBytes;

    VertxWire(GrpcServerRequest<Buffer, Buffer> request, int maxMessageBytes) {
        this.request = request;
        this.response = request.response();
        this.maxMessageBytes = maxMessageBytes;
    }

    @Override
    public String method() {
        return request.fullMethodName();
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public void open(Events events, boolean oneByOne) {
        if (oneByOne) {
            request.pause();
        }
        request.errorHandler(error -> events.onClientGone());
        request.exceptionHandler(error -> events.onClientGone());
        response.exceptionHandler(error -> events.onClientGone());
        response.drainHandler(drained -> events.onDrained());
        request.invalidMessageHandler(error -> events.onInvalid(invalid(error)));
        request.messageHandler(message -> arrived(message, events));
        request.endHandler(end -> events.onHalfClosed());
    }

    @Override
    public void take() {
        request.fetch(1);
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void write(byte[] frame) {
        response.write(message(frame));
    }

    @Override
    public void end(byte @Nullable [] frame) {
        if (frame == null) {
            response.end();
        } else {
            response.end(message(frame));
        }
    }

    @Override
    public void fail(Failure failure) {
        response.status(Trailer.status(failure.code())).statusMessage(failure.message());
        Trailer.putRetryHint(failure, response.trailers());
        response.end();
    }

    private static void arrived(GrpcMessage message, Events events) {
        if (message.format() == WireFormat.PROTOBUF) {
            boolean isCompressed = !message.encoding().equals("identity");
            events.onMessage(((BufferInternal) message.payload()).getByteBuf(), isCompressed);
        } else {
            events.onInvalid(Exchange.notSupported("content-type application/grpc+json: send application/grpc"));
        }
    }

    private Failure invalid(InvalidMessageException error) {
        return error instanceof MessageSizeOverflowException overflow
                ? Exchange.tooLarge(overflow.messageSize(), maxMessageBytes)
                : Failure.invalid("a message that cannot be decoded: " + error.getMessage());
    }

    private static Buffer message(byte[] frame) {
        return BufferInternal.buffer(
                Unpooled.wrappedBuffer(frame, Frame.HEADER_BYTES, frame.length - Frame.HEADER_BYTES));
    }
}
