package dev.vernier.server.grpc;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferRequest;
import dev.vernier.proto.inference.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Requests as clients build them. */
final class Requests {
    private Requests() {}

    static ModelInferRequest.Builder texts(String... texts) {
        InferInputTensor.Builder text = InferInputTensor.newBuilder()
                .setName("text")
                .setDatatype("BYTES")
                .addShape(texts.length);
        for (String each : texts) {
            text.getContentsBuilder().addBytesContents(ByteString.copyFromUtf8(each));
        }
        return ModelInferRequest.newBuilder().setModelName("topics").addInputs(text);
    }

    static ModelInferRequest.Builder rawTexts(String... texts) {
        int bytes = Arrays.stream(texts).mapToInt(text -> 4 + utf8(text).length).sum();
        ByteBuffer packed = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            packed.putInt(utf8(text).length).put(utf8(text));
        }
        return ModelInferRequest.newBuilder()
                .setModelName("topics")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("text")
                        .setDatatype("BYTES")
                        .addShape(texts.length)
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(packed.flip()));
    }

    /** Token tensors of rows of one length, typed. */
    static ModelInferRequest.Builder tokens(int rows, long... ids) {
        ModelInferRequest.Builder request = ModelInferRequest.newBuilder().setModelName("topics");
        for (String name : List.of("input_ids", "attention_mask", "token_type_ids")) {
            InferInputTensor.Builder tensor = request.addInputsBuilder()
                    .setName(name)
                    .setDatatype("INT64")
                    .addShape(rows)
                    .addShape(ids.length / Math.max(1, rows));
            for (long id : ids) {
                tensor.getContentsBuilder().addInt64Contents(name.equals("input_ids") ? id : 1);
            }
        }
        return request;
    }

    /** Rows of four floats, raw. */
    static ModelInferRequest.Builder floats(float... values) {
        return ModelInferRequest.newBuilder()
                .setModelName("identity")
                .addInputs(InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(values.length / 4)
                        .addShape(4))
                .addRawInputContents(raw(values));
    }

    static ByteString raw(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return ByteString.copyFrom(bytes.flip());
    }

    static float[] floats(ByteString raw) {
        float[] values = new float[raw.size() / Float.BYTES];
        raw.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    static InferParameter flag(boolean value) {
        return InferParameter.newBuilder().setBoolParam(value).build();
    }

    static InferParameter number(double value) {
        return InferParameter.newBuilder().setDoubleParam(value).build();
    }

    static InferParameter integer(long value) {
        return InferParameter.newBuilder().setInt64Param(value).build();
    }

    static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
