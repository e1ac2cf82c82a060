package dev.vernier.server.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A gRPC frame: one byte that tells whether the message is compressed, four of its length, and the message. */
final class Frame {
    static final int HEADER_BYTES = 5;

    private Frame() {}

    /** A frame with the message in it. */
    static byte[] of(MessageLite message) {
        int messageBytes = message.getSerializedSize();
        byte[] frame = allocate(messageBytes);
        CodedOutputStream out = CodedOutputStream.newInstance(frame, HEADER_BYTES, messageBytes);
        try {
            message.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException("the message is longer than computed", e);
        }
        out.checkNoSpaceLeft();
        return frame;
    }

    /** A frame whose message, behind the header, is still to be written. */
    static byte[] allocate(int messageBytes) {
        byte[] frame = new byte[Math.addExact(HEADER_BYTES, messageBytes)];
        ByteBuffer.wrap(frame).putInt(1, messageBytes);
        return frame;
    }
}
