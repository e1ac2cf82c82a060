package dev.vernier.server.grpc;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.server.request.Budget;
import dev.vernier.server.request.Inputs;
import dev.vernier.server.request.ModelCatalog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A raw tensor is copied once between the frame and the engine. Copies are told by writing into what they were made from: a
 * view shows it, a copy does not.
 */
class CopiesTest {
    private final ModelCatalog catalog = new ModelCatalog();
    private final ModelInferRequest message = Requests.floats(1, 2, 3, 4).build();
    private final byte[] frame = message.toByteArray();
    private final int tensor = frame.length - 4 * Float.BYTES;

    @BeforeEach
    void publish() {
        catalog.publish(TestModels.identity());
    }

    private Inputs decode(ByteBuf frame) {
        InferenceDecoder decoder = new InferenceDecoder(catalog);
        ModelInferRequest parsed = InferenceDecoder.parse(frame);
        Inference inference =
                decoder.decode(parsed, decoder.model(parsed), frame.readableBytes(), new Budget(0, Budget.UNLIMITED));
        return inference.request().inputs();
    }

    private static ByteBuffer assembled(Inputs inputs) {
        ByteBuffer lane = ByteBuffer.allocateDirect(inputs.bytes(0, 1, 1)).order(ByteOrder.nativeOrder());
        inputs.write(0, 0, 1, 1, lane);
        return lane.flip();
    }

    private void put(int element, float value) {
        ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN).putFloat(tensor + element * Float.BYTES, value);
    }

    @Test
    void decodingCopiesNothingAndAssemblingCopiesOnce() {
        Inputs inputs = decode(Unpooled.wrappedBuffer(frame));

        put(0, 10);
        ByteBuffer lane = assembled(inputs);
        assertThat(lane.getFloat(0)).isEqualTo(10);

        put(0, 20);
        assertThat(lane.getFloat(0)).isEqualTo(10);
    }

    @Test
    void aMessageThatArrivedInOnePieceIsAViewOfIt() {
        byte[] piece = Frame.allocate(frame.length);
        System.arraycopy(frame, 0, piece, Frame.HEADER_BYTES, frame.length);
        Deframer deframer = new Deframer(1 << 20);
        deframer.add(Unpooled.wrappedBuffer(piece));

        Inputs inputs = decode(requireNonNull(deframer.next()));

        ByteBuffer.wrap(piece).order(ByteOrder.LITTLE_ENDIAN).putFloat(Frame.HEADER_BYTES + tensor, 30);
        assertThat(assembled(inputs).getFloat(0)).isEqualTo(30);
    }
}
