package dev.vernier.loadtest.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.CodedOutputStream;
import dev.vernier.store.Draft;
import dev.vernier.store.ModelStore;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A model that gives back what it gets: x to y, both FP32 [batch, width].
 *
 * @param width values in a row
 */
record IdentityModel(int width) {
    private static final long IR_VERSION = 7;
    private static final long OPSET = 13;
    private static final long FLOAT = 1;

    String name() {
        return "identity-" + width;
    }

    void publish(ModelStore store) {
        try (Draft draft = store.draft(name())) {
            byte[] onnx = onnx();
            String digest = draft.put(onnx);
            VariantCard reference = new VariantCard(
                    "fp32",
                    null,
                    1,
                    true,
                    List.of(new VariantCard.Artefact("model.onnx", digest, onnx.length)),
                    Map.of(),
                    JsonNodeFactory.instance.objectNode());
            draft.publish(
                    Task.OTHER, OnnxSession.describe(draft.file(digest)), null, List.of(), null, List.of(reference));
        }
    }

    /** The file by hand: numbers are those of the fields in onnx.proto. */
    private byte[] onnx() {
        byte[] node = message(out -> {
            out.writeString(1, "x");
            out.writeString(2, "y");
            out.writeString(4, "Identity");
        });
        byte[] graph = message(out -> {
            out.writeByteArray(1, node);
            out.writeString(2, name());
            out.writeByteArray(11, tensor("x"));
            out.writeByteArray(12, tensor("y"));
        });
        byte[] opset = message(out -> out.writeInt64(2, OPSET));
        return message(out -> {
            out.writeInt64(1, IR_VERSION);
            out.writeByteArray(7, graph);
            out.writeByteArray(8, opset);
        });
    }

    private byte[] tensor(String name) {
        byte[] rows = message(out -> out.writeByteArray(2, "batch".getBytes(StandardCharsets.UTF_8)));
        byte[] values = message(out -> out.writeInt64(1, width));
        byte[] shape = message(out -> {
            out.writeByteArray(1, rows);
            out.writeByteArray(1, values);
        });
        byte[] tensor = message(out -> {
            out.writeInt64(1, FLOAT);
            out.writeByteArray(2, shape);
        });
        byte[] type = message(out -> out.writeByteArray(1, tensor));
        return message(out -> {
            out.writeString(1, name);
            out.writeByteArray(2, type);
        });
    }

    /** Writes fields of one message. */
    private interface FieldWriter {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(FieldWriter fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
