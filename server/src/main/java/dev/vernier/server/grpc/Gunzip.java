package dev.vernier.server.grpc;

import dev.vernier.server.request.InferenceException;
import io.netty.buffer.ByteBufInputStream;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Inflates a compressed message, up to the limit that holds for messages: a small one may hold gigabytes of zeros. */
final class Gunzip {
    private Gunzip() {}

    static Buffer inflate(Buffer compressed, int maxBytes) {
        try (InputStream in = new GZIPInputStream(new ByteBufInputStream(((BufferInternal) compressed).getByteBuf()))) {
            byte[] message = in.readNBytes(maxBytes + 1);
            if (message.length > maxBytes) {
                throw new InferenceException(Exchange.tooLarge(message.length, maxBytes));
            }
            return Buffer.buffer(message);
        } catch (IOException e) {
            throw InferenceException.invalid("the message is not gzip, as its grpc-encoding says: " + e.getMessage());
        }
    }
}
