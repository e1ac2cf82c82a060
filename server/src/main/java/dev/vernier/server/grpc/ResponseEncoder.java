package dev.vernier.server.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.vernier.proto.inference.ModelStreamInferResponse;
import dev.vernier.server.config.Experiment.Assignment;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.VariantCard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Writes answers: the outputs' bytes are copied once, from the lane's buffer to their place in the message. */
final class ResponseEncoder {
    private static final int LENGTH_DELIMITED = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private ResponseEncoder() {}

    /** A frame with a ModelInferResponse. */
    static byte[] unary(Inference inference, InferenceResponse response) {
        return encode(inference, response, false);
    }

    /** A frame with a ModelStreamInferResponse that has the answer in it. */
    static byte[] streamed(Inference inference, InferenceResponse response) {
        return encode(inference, response, true);
    }

    private static byte[] encode(Inference inference, InferenceResponse response, boolean isStreamed) {
        List<OutputRows> outputs = rows(inference, response);
        ModelInferResponse head = head(inference, response, outputs);
        int size = head.getSerializedSize();
        for (OutputRows output : outputs) {
            size = Math.addExact(size, fieldBytes(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, output.bytes()));
        }
        int total = isStreamed ? fieldBytes(ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER, size) : size;
        byte[] frame = Frame.allocate(total);
        try {
            write(frame, isStreamed ? size : -1, head, outputs);
        } catch (IOException e) {
            throw new IllegalStateException("the message is longer than computed", e);
        }
        return frame;
    }

    private static void write(byte[] frame, int wrappedBytes, ModelInferResponse head, List<OutputRows> outputs)
            throws IOException {
        ByteBuffer place = ByteBuffer.wrap(frame).position(Frame.HEADER_BYTES);
        CodedOutputStream out = CodedOutputStream.newInstance(place);
        if (wrappedBytes >= 0) {
            out.writeTag(ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER, LENGTH_DELIMITED);
            out.writeUInt32NoTag(wrappedBytes);
        }
        head.writeTo(out);
        for (OutputRows output : outputs) {
            out.writeTag(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, LENGTH_DELIMITED);
            out.writeUInt32NoTag(output.bytes());
            out.flush();
            output.copyTo(frame, place.position());
            place.position(place.position() + output.bytes());
            out = CodedOutputStream.newInstance(place);
        }
        out.flush();
    }

    private static int fieldBytes(int field, int bytes) {
        return Math.addExact(
                CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(bytes), bytes);
    }

    private static List<OutputRows> rows(Inference inference, InferenceResponse response) {
        List<TensorSpec> specs =
                inference.request().model().version().signature().outputs();
        List<OutputRows> rows = new ArrayList<>(inference.outputs().size());
        for (int output : inference.outputs()) {
            rows.add(new OutputRows(
                    specs.get(output),
                    response.outputs().get(output),
                    response.firstRow(),
                    inference.request().inputs()));
        }
        return rows;
    }

    private static ModelInferResponse head(Inference inference, InferenceResponse response, List<OutputRows> outputs) {
        ServedModel model = inference.request().model();
        VariantCard variant = response.variant();
        ModelInferResponse.Builder head = ModelInferResponse.newBuilder()
                .setModelName(model.name())
                .setModelVersion(model.version().version())
                .setId(inference.id())
                .putParameters("variant", text(variant.name()))
                .putParameters(
                        "fidelity",
                        InferParameter.newBuilder()
                                .setDoubleParam(variant.fidelity())
                                .build())
                .putParameters("degraded", flag(!model.isReference(variant)))
                .putParameters("reason", text(response.reason().name()))
                .putParameters("queue_us", micros(response.queueNanos()))
                .putParameters("compute_us", micros(response.computeNanos()));
        if (inference.truncated()) {
            head.putParameters("truncated", flag(true));
        }
        Assignment assignment = inference.request().parameters().assignment();
        if (assignment != null) {
            head.putParameters("experiment", text(assignment.experiment()))
                    .putParameters("arm", text(assignment.arm().name()));
        }
        for (OutputRows output : outputs) {
            InferOutputTensor.Builder tensor = head.addOutputsBuilder()
                    .setName(output.spec().name())
                    .setDatatype(output.spec().type().name());
            for (long size : output.shape()) {
                tensor.addShape(size);
            }
        }
        return head.build();
    }

    private static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    private static InferParameter flag(boolean value) {
        return InferParameter.newBuilder().setBoolParam(value).build();
    }

    private static InferParameter micros(long nanos) {
        return InferParameter.newBuilder()
                .setInt64Param(TimeUnit.NANOSECONDS.toMicros(nanos))
                .build();
    }
}
