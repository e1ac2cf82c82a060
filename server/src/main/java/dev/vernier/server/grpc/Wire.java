package dev.vernier.server.grpc;

import dev.vernier.server.request.Failure;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What carries one call. Confined to the call's event loop. */
interface Wire {
    /** What arrives. */
    interface Events {
        /** A whole message, on the heap, the receiver's from now on. */
        void onMessage(ByteBuf message, boolean isCompressed);

        /** The client's side cannot be understood, or is over a limit. */
        void onInvalid(Failure failure);

        void onHalfClosed();

        void onClientGone();

        /** The client reads again, after {@link Wire#isFull}. */
        void onDrained();
    }

    /** The name of the method, {@code service/method}. */
    String method();

    @Nullable String header(String name);

    /** Starts to tell what arrives: every message, or where {@code oneByOne} as many as {@link #take} asks for. */
    void open(Events events, boolean oneByOne);

    /** Asks for one message more, or the half-close. */
    void take();

    /** Whether what was written waits for the client to read. */
    boolean isFull();

    void write(byte[] frame);

    /** Writes a last message, where there is one, and status OK. */
    void end(byte @Nullable [] frame);

    /** Writes the failure's status. */
    void fail(Failure failure);
}
