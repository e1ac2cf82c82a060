package dev.vernier.server.grpc;

import dev.vernier.proto.inference.InferTensorContents;
import dev.vernier.store.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Typed tensor contents as the raw form has them: one field of InferTensorContents for each group of types. */
final class TypedContents {
    private TypedContents() {}

    static ByteBuffer bytes(WireTensor tensor, ElementType type, int elements) {
        InferTensorContents contents = tensor.contents();
        List<?> values = switch (type) {
            case BOOL -> contents.getBoolContentsList();
            case INT8, INT16, INT32 -> contents.getIntContentsList();
            case UINT8, UINT16, UINT32 -> contents.getUintContentsList();
            case INT64 -> contents.getInt64ContentsList();
            case UINT64 -> contents.getUint64ContentsList();
            case FP32 -> contents.getFp32ContentsList();
            case FP64 -> contents.getFp64ContentsList();
            case FP16, BF16, BYTES -> throw tensor.invalid(type + " has no typed contents, send raw_input_contents");
        };
        if (values.size() != elements) {
            throw tensor.invalid("shape " + tensor.tensor().getShapeList() + " needs " + elements + " elements in "
                    + field(type) + ", there are " + values.size());
        }
        ByteBuffer bytes = ByteBuffer.allocate(elements * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (Object value : values) {
            put(tensor, type, value, bytes);
        }
        return bytes.flip();
    }

    private static void put(WireTensor tensor, ElementType type, Object value, ByteBuffer bytes) {
        switch (type) {
            case BOOL -> bytes.put((byte) ((Boolean) value ? 1 : 0));
            case INT8 -> bytes.put((byte) ranged(tensor, type, (Integer) value, Byte.MIN_VALUE, Byte.MAX_VALUE));
            case INT16 ->
                bytes.putShort((short) ranged(tensor, type, (Integer) value, Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT8 -> bytes.put((byte) ranged(tensor, type, (Integer) value, 0, 0xFF));
            case UINT16 -> bytes.putShort((short) ranged(tensor, type, (Integer) value, 0, 0xFFFF));
            case INT32, UINT32 -> bytes.putInt((Integer) value);
            case INT64, UINT64 -> bytes.putLong((Long) value);
            case FP32 -> bytes.putFloat((Float) value);
            case FP64 -> bytes.putDouble((Double) value);
            case FP16, BF16, BYTES -> throw new IllegalStateException(type + " has no typed contents");
        }
    }

    private static int ranged(WireTensor tensor, ElementType type, int value, int min, int max) {
        if (value < min || value > max) {
            throw tensor.invalid(value + " does not fit " + type + ", which goes from " + min + " to " + max);
        }
        return value;
    }

    private static String field(ElementType type) {
        return switch (type) {
            case BOOL -> "bool_contents";
            case INT8, INT16, INT32 -> "int_contents";
            case UINT8, UINT16, UINT32 -> "uint_contents";
            case INT64 -> "int64_contents";
            case UINT64 -> "uint64_contents";
            case FP32 -> "fp32_contents";
            case FP64 -> "fp64_contents";
            case FP16, BF16, BYTES -> "raw_input_contents";
        };
    }
}
