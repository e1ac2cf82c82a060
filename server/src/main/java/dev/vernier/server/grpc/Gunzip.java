package dev.vernier.server.grpc;

import dev.vernier.server.request.InferenceException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Inflates a compressed message, up to the limit that holds for messages: a small one may hold gigabytes of zeros. */
final class Gunzip {
    private Gunzip() {}

    static ByteBuf inflate(ByteBuf compressed, int maxBytes) {
        try (InputStream in = new GZIPInputStream(new ByteBufInputStream(compressed))) {
            byte[] message = in.readNBytes(maxBytes + 1);
            if (message.length > maxBytes) {
                throw new InferenceException(Exchange.tooLarge(message.length, maxBytes));
            }
            return Unpooled.wrappedBuffer(message);
        } catch (IOException e) {
            throw InferenceException.invalid("the message is not gzip, as its grpc-encoding says: " + e.getMessage());
        }
    }
}
