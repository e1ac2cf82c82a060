package dev.vernier.server.grpc;

import static com.google.protobuf.CodedOutputStream.computeDoubleSize;
import static com.google.protobuf.CodedOutputStream.computeInt64Size;
import static com.google.protobuf.CodedOutputStream.computeStringSize;
import static com.google.protobuf.CodedOutputStream.computeTagSize;
import static com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.vernier.policy.Reason;
import dev.vernier.proto.inference.InferParameter;
import dev.vernier.proto.inference.ModelInferResponse;
import dev.vernier.server.request.InferenceResponse;
import dev.vernier.server.request.ServedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * The parameters that every reply has, as fields of its message. Written by hand: protobuf makes 3 kB of objects for a map of
 * six.
 */
final class ReplyParameters {
    private static final int PARAMETERS = ModelInferResponse.PARAMETERS_FIELD_NUMBER;
    /** Fields of an entry of any map. */
    private static final int KEY = 1;

    private static final int VALUE = 2;

    private static final byte[] VARIANT = key("variant");
    private static final byte[] FIDELITY = key("fidelity");
    private static final byte[] QUEUE_MICROS = key("queue_us");
    private static final byte[] COMPUTE_MICROS = key("compute_us");
    private static final byte[] DEGRADED = entry("degraded", flag(true));
    private static final byte[] NOT_DEGRADED = entry("degraded", flag(false));
    private static final Map<Reason, byte[]> REASONS = reasons();

    private final String variant;
    private final double fidelity;
    private final byte[] degraded;
    private final byte[] reason;
    private final long queueMicros;
    private final long computeMicros;

    ReplyParameters(ServedModel model, InferenceResponse response) {
        variant = response.variant().name();
        fidelity = response.variant().fidelity();
        degraded = model.isReference(response.variant()) ? NOT_DEGRADED : DEGRADED;
        reason = Objects.requireNonNull(REASONS.get(response.reason()));
        queueMicros = TimeUnit.NANOSECONDS.toMicros(response.queueNanos());
        computeMicros = TimeUnit.NANOSECONDS.toMicros(response.computeNanos());
    }

    /** Bytes of all entries. */
    int bytes() {
        return degraded.length
                + reason.length
                + entryBytes(VARIANT, variantBytes())
                + entryBytes(FIDELITY, fidelityBytes())
                + entryBytes(QUEUE_MICROS, microsBytes(queueMicros))
                + entryBytes(COMPUTE_MICROS, microsBytes(computeMicros));
    }

    void writeTo(CodedOutputStream out) throws IOException {
        out.writeRawBytes(degraded);
        out.writeRawBytes(reason);
        begin(VARIANT, variantBytes(), out);
        out.writeString(InferParameter.STRING_PARAM_FIELD_NUMBER, variant);
        begin(FIDELITY, fidelityBytes(), out);
        out.writeDouble(InferParameter.DOUBLE_PARAM_FIELD_NUMBER, fidelity);
        begin(QUEUE_MICROS, microsBytes(queueMicros), out);
        out.writeInt64(InferParameter.INT64_PARAM_FIELD_NUMBER, queueMicros);
        begin(COMPUTE_MICROS, microsBytes(computeMicros), out);
        out.writeInt64(InferParameter.INT64_PARAM_FIELD_NUMBER, computeMicros);
    }

    /** A parameter's value. */
    static InferParameter text(String value) {
        return InferParameter.newBuilder().setStringParam(value).build();
    }

    /** A parameter's value. */
    static InferParameter flag(boolean value) {
        return InferParameter.newBuilder().setBoolParam(value).build();
    }

    private int variantBytes() {
        return computeStringSize(InferParameter.STRING_PARAM_FIELD_NUMBER, variant);
    }

    private int fidelityBytes() {
        return computeDoubleSize(InferParameter.DOUBLE_PARAM_FIELD_NUMBER, fidelity);
    }

    private static int microsBytes(long micros) {
        return computeInt64Size(InferParameter.INT64_PARAM_FIELD_NUMBER, micros);
    }

    /** Begins an entry; its value's one field follows. */
    private static void begin(byte[] key, int valueBytes, CodedOutputStream out) throws IOException {
        out.writeTag(PARAMETERS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(key.length + delimitedBytes(VALUE, valueBytes));
        out.writeRawBytes(key);
        out.writeTag(VALUE, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        out.writeUInt32NoTag(valueBytes);
    }

    private static int entryBytes(byte[] key, int valueBytes) {
        return delimitedBytes(PARAMETERS, key.length + delimitedBytes(VALUE, valueBytes));
    }

    /** Bytes of a field that has its length before it. */
    static int delimitedBytes(int field, int bytes) {
        return Math.addExact(computeTagSize(field) + computeUInt32SizeNoTag(bytes), bytes);
    }

    /** The key of an entry as its field. */
    private static byte[] key(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        byte[] field = new byte[2 + utf8.length];
        field[0] = KEY << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
        field[1] = (byte) utf8.length;
        System.arraycopy(utf8, 0, field, 2, utf8.length);
        return field;
    }

    private static Map<Reason, byte[]> reasons() {
        Map<Reason, byte[]> reasons = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            reasons.put(reason, entry("reason", text(reason.name())));
        }
        return reasons;
    }

    private static byte[] entry(String name, InferParameter value) {
        return ModelInferResponse.newBuilder()
                .putParameters(name, value)
                .build()
                .toByteArray();
    }
}
