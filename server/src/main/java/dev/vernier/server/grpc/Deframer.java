package dev.vernier.server.grpc;

import dev.vernier.server.request.InferenceException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on a call into messages. A message that arrived in one piece is a view of it; one in several pieces is
 * put together when it is complete, in a buffer of its size, so that no more is held than has arrived. Not thread-safe.
 */
final class Deframer {
    private static final long NO_HEADER = -1;

    private final int maxMessageBytes;
    private final Deque<ByteBuf> pieces = new ArrayDeque<>();
    private long arrivedBytes;
    private long messageBytes = NO_HEADER;
    private boolean isCompressed;

    Deframer(int maxMessageBytes) {
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Takes a piece over; it is on the heap. */
    void add(ByteBuf piece) {
        if (piece.isReadable()) {
            pieces.add(piece);
            arrivedBytes += piece.readableBytes();
        }
    }

    /**
     * The next message, or null while it is not complete.
     *
     * @throws InferenceException when the message is over the limit
     */
    @Nullable ByteBuf next() {
        if (messageBytes == NO_HEADER) {
            if (arrivedBytes < Frame.HEADER_BYTES) {
                return null;
            }
            ByteBuf header = take(Frame.HEADER_BYTES);
            isCompressed = header.readByte() != 0;
            messageBytes = header.readUnsignedInt();
        }
        if (messageBytes > maxMessageBytes) {
            throw new InferenceException(Exchange.tooLarge(messageBytes, maxMessageBytes));
        }
        if (arrivedBytes < messageBytes) {
            return null;
        }
        ByteBuf message = take((int) messageBytes);
        messageBytes = NO_HEADER;
        return message;
    }

    /** Whether the last message is compressed. */
    boolean isCompressed() {
        return isCompressed;
    }

    /** Whether no part of a message waits for the rest. */
    boolean isEmpty() {
        return messageBytes == NO_HEADER && arrivedBytes == 0;
    }

    private ByteBuf take(int bytes) {
        arrivedBytes -= bytes;
        ByteBuf first = pieces.peek();
        if (first == null || bytes == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        return first.readableBytes() >= bytes ? takeFrom(first, bytes) : assemble(bytes);
    }

    private ByteBuf takeFrom(ByteBuf piece, int bytes) {
        ByteBuf taken = piece.readSlice(bytes);
        if (!piece.isReadable()) {
            pieces.remove();
        }
        return taken;
    }

    private ByteBuf assemble(int bytes) {
        byte[] whole = new byte[bytes];
        int at = 0;
        while (at < bytes) {
            ByteBuf piece = pieces.element();
            int count = Math.min(bytes - at, piece.readableBytes());
            takeFrom(piece, count).readBytes(whole, at, count);
            at += count;
        }
        return Unpooled.wrappedBuffer(whole);
    }
}
