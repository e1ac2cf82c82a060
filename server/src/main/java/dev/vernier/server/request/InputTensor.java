package dev.vernier.server.request;

import dev.vernier.store.Dimension;
import dev.vernier.store.ElementType;
import dev.vernier.store.TensorSpec;
import java.nio.ByteBuffer;
import java.util.List;

/** One input tensor as it came in: little-endian, row-major, without padding. Immutable. */
public final class InputTensor {
    private final TensorSpec spec;
    private final long[] shape;
    private final ByteBuffer bytes;

    /**
     * @param spec what the model declares; the shape fits it
     * @param shape not copied and not to be changed afterwards
     * @param bytes as many as the shape asks for, from position 0; not copied and not to be changed afterwards
     */
    public InputTensor(TensorSpec spec, long[] shape, ByteBuffer bytes) {
        if (bytes.position() != 0) {
            throw new IllegalArgumentException("the elements begin at position " + bytes.position());
        }
        this.spec = spec;
        this.shape = shape;
        this.bytes = bytes;
    }

    TensorSpec spec() {
        return spec;
    }

    /** The size along the dimension of that role, 1 where there is none. */
    int size(Dimension.Role role) {
        int axis = axis(role);
        return axis < 0 ? 1 : Math.toIntExact(shape[axis]);
    }

    long[] shape(int rows, int length) {
        long[] padded = shape.clone();
        replace(padded, Dimension.Role.BATCH, rows);
        replace(padded, Dimension.Role.SEQUENCE, length);
        return padded;
    }

    /** Writes rows padded to {@code length}; a tensor without a batch dimension is one row. */
    void write(int firstRow, int rows, int length, ByteBuffer destination) {
        int rowBytes = bytes.limit() / Math.max(1, size(Dimension.Role.BATCH));
        int sequence = axis(Dimension.Role.SEQUENCE);
        if (sequence < 0 || shape[sequence] == length) {
            put(firstRow * rowBytes, rows * rowBytes, destination);
            return;
        }
        int stepBytes = spec.type().bytes() * elementsAfter(sequence);
        int runBytes = Math.toIntExact(shape[sequence]) * stepBytes;
        int padElements = (length * stepBytes - runBytes) / spec.type().bytes();
        for (int from = firstRow * rowBytes; from < (firstRow + rows) * rowBytes; from += runBytes) {
            put(from, runBytes, destination);
            pad(spec.type(), spec.pad(), padElements, destination);
        }
    }

    /** Appends {@code count} elements of the padding value. */
    static void pad(ElementType type, long value, int count, ByteBuffer destination) {
        for (int i = 0; i < count; i++) {
            switch (type) {
                case BOOL, UINT8, INT8 -> destination.put((byte) value);
                case UINT16, INT16 -> destination.putShort((short) value);
                case UINT32, INT32 -> destination.putInt((int) value);
                case UINT64, INT64 -> destination.putLong(value);
                case FP32 -> destination.putFloat((float) value);
                case FP64 -> destination.putDouble((double) value);
                case FP16, BF16, BYTES -> throw new IllegalStateException("no padding of " + type);
            }
        }
    }

    private void put(int from, int count, ByteBuffer destination) {
        int position = destination.position();
        destination.put(position, bytes, from, count);
        destination.position(position + count);
    }

    private int elementsAfter(int axis) {
        long elements = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            elements *= shape[i];
        }
        return Math.toIntExact(elements);
    }

    private void replace(long[] sizes, Dimension.Role role, long size) {
        int axis = axis(role);
        if (axis >= 0) {
            sizes[axis] = size;
        }
    }

    private int axis(Dimension.Role role) {
        List<Dimension> dimensions = spec.shape();
        for (int i = 0; i < dimensions.size(); i++) {
            if (dimensions.get(i).role() == role) {
                return i;
            }
        }
        return -1;
    }
}
