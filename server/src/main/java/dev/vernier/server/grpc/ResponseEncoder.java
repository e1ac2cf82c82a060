package dev.vernier.server.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.proto.inference.ModelInferResponse.InferOutputTensor;
import dev.vernier.proto.inference.ModelStreamInferResponse;
import dev.vernier.server.config.Experiment.Assignment;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.server.request.ServedModel;
import dev.vernier.store.TensorSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes answers: the outputs' bytes are copied once, from the lane's buffer to their place in the message. */
final class ResponseEncoder {
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
        ModelInferResponse head = head(inference, outputs);
        ReplyParameters parameters = new ReplyParameters(inference.request().model(), response);
        int size = head.getSerializedSize() + parameters.bytes();
        for (OutputRows output : outputs) {
            size = Math.addExact(
                    size,
                    ReplyParameters.delimitedBytes(
                            ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, output.bytes()));
        }
        int total = isStreamed
                ? ReplyParameters.delimitedBytes(ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER, size)
                : size;
        byte[] frame = Frame.allocate(total);
        CodedOutputStream out = CodedOutputStream.newInstance(frame, Frame.HEADER_BYTES, total);
        try {
            if (isStreamed) {
                begin(ModelStreamInferResponse.INFER_RESPONSE_FIELD_NUMBER, size, out);
            }
            head.writeTo(out);
            parameters.writeTo(out);
            for (OutputRows output : outputs) {
                begin(ModelInferResponse.RAW_OUTPUT_CONTENTS_FIELD_NUMBER, output.bytes(), out);
                output.writeTo(out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the message is longer than computed", e);
        }
        out.checkNoSpaceLeft();
        return frame;
    }

    private static void begin(int field, int bytes, CodedOutputStream out) throws IOException {
        out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(bytes);
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

    /** What comes before the tensors, without the parameters that every reply has. */
    private static ModelInferResponse head(Inference inference, List<OutputRows> outputs) {
        ServedModel model = inference.request().model();
        ModelInferResponse.Builder head = ModelInferResponse.newBuilder()
                .setModelName(model.name())
                .setModelVersion(model.version().version())
                .setId(inference.id());
        if (inference.truncated()) {
            head.putParameters("truncated", ReplyParameters.flag(true));
        }
        Assignment assignment = inference.request().parameters().assignment();
        if (assignment != null) {
            head.putParameters("experiment", ReplyParameters.text(assignment.experiment()))
                    .putParameters("arm", ReplyParameters.text(assignment.arm().name()));
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
}
