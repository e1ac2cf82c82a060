package dev.vernier.server.grpc;

import com.google.protobuf.ByteString;
import dev.vernier.proto.inference.InferTensorContents;
import dev.vernier.proto.inference.ModelInferRequest.InferInputTensor;
import dev.vernier.server.request.InferenceException;
import dev.vernier.store.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One input tensor of a message, before anything is known about it.
 *
 * @param raw its entry in raw_input_contents; null where it carries typed contents
 */
record WireTensor(InferInputTensor tensor, @Nullable ByteString raw) {
    String name() {
        return tensor.getName();
    }

    boolean isText() {
        return tensor.getName().equals(InputDecoder.TEXT);
    }

    int rank() {
        return tensor.getShapeCount();
    }

    long dimension(int axis) {
        return tensor.getShape(axis);
    }

    long[] shape() {
        long[] shape = new long[tensor.getShapeCount()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.getShape(i);
        }
        return shape;
    }

    /** Number of elements that the shape asks for, no more than {@link Integer#MAX_VALUE}. */
    int elements() {
        long elements = 1;
        for (int i = 0; i < rank(); i++) {
            if (dimension(i) < 0) {
                throw invalid("shape " + tensor.getShapeList() + " has a negative size");
            }
            elements = Math.min(Integer.MAX_VALUE, elements * Math.min(Integer.MAX_VALUE, dimension(i)));
        }
        return (int) elements;
    }

    /** The elements as the raw form has them: for raw contents the frame itself, not a copy. */
    ByteBuffer bytes(ElementType type) {
        if (!tensor.getDatatype().equals(type.name())) {
            throw invalid("datatype is " + Quote.of(tensor.getDatatype()) + " where " + type + " is right");
        }
        int elements = elements();
        if (raw == null) {
            return TypedContents.bytes(this, type, elements);
        }
        long expected = (long) elements * type.bytes();
        if (raw.size() != expected) {
            throw invalid("shape " + tensor.getShapeList() + " of " + type + " needs " + expected
                    + " bytes, raw_input_contents has " + raw.size());
        }
        return raw.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The elements of a BYTES tensor. */
    List<ByteString> strings() {
        if (!tensor.getDatatype().equals(ElementType.BYTES.name())) {
            throw invalid("datatype is " + Quote.of(tensor.getDatatype()) + " where BYTES is right");
        }
        List<ByteString> strings = raw == null ? contents().getBytesContentsList() : split(raw);
        if (strings.size() != elements()) {
            throw invalid("shape " + tensor.getShapeList() + " asks for " + elements() + " elements, there are "
                    + strings.size());
        }
        return strings;
    }

    InferTensorContents contents() {
        return tensor.getContents();
    }

    /** A failure that names this input. */
    InferenceException invalid(String what) {
        return InferenceException.invalid("input " + Quote.of(name()) + ": " + what);
    }

    private List<ByteString> split(ByteString packed) {
        List<ByteString> strings = new ArrayList<>();
        ByteBuffer bytes = packed.asReadOnlyByteBuffer().slice().order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            int from = bytes.position() + Integer.BYTES;
            long length = bytes.remaining() < Integer.BYTES ? -1 : Integer.toUnsignedLong(bytes.getInt());
            if (length < 0 || length > bytes.remaining()) {
                throw invalid(
                        "element " + strings.size() + " of raw_input_contents is cut off: each needs its length as"
                                + " 4 bytes, little-endian, and so many bytes");
            }
            strings.add(packed.substring(from, from + (int) length));
            bytes.position(from + (int) length);
        }
        return strings;
    }
}
