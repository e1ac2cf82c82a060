package dev.vernier.loadtest.load;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferResponse;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;

/** A server's answer to one request: what the books need of it. Immutable, save that {@link #output} is not copied. */
final class Answer {
    private final String id;
    private final String variant;
    private final float[] output;

    private Answer(String id, String variant, float[] output) {
        this.id = id;
        this.variant = variant;
        this.output = output;
    }

    static Answer of(ModelInferResponse response) {
        InferParameter variant = response.getParametersOrDefault("variant", InferParameter.getDefaultInstance());
        return new Answer(response.getId(), variant.getStringParam(), firstOutput(response));
    }

    String id() {
        return id;
    }

    /** The variant that answered; the empty string where the server does not say. */
    String variant() {
        return variant;
    }

    /** The first output's elements; empty where it is not FP32. Not to be changed. */
    float[] output() {
        return output;
    }

    private static float[] firstOutput(ModelInferResponse response) {
        if (response.getOutputsCount() == 0
                || !response.getOutputs(0).getDatatype().equals("FP32")) {
            return new float[0];
        }
        return response.getRawOutputContentsCount() > 0
                ? raw(response.getRawOutputContents(0))
                : typed(response.getOutputs(0).getContents().getFp32ContentsList());
    }

    private static float[] raw(ByteString bytes) {
        FloatBuffer floats =
                bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] output = new float[floats.remaining()];
        floats.get(output);
        return output;
    }

    private static float[] typed(List<Float> floats) {
        float[] output = new float[floats.size()];
        for (int i = 0; i < output.length; i++) {
            output[i] = floats.get(i);
        }
        return output;
    }
}
