package dev.vernier.compressor.graph;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A constant tensor: row-major, little-endian, on the heap or mapped from a file. Immutable and thread-safe; passes
 * share weights freely and replace them instead of changing them.
 */
public final class Weight {
    private final WeightType type;
    private final long[] shape;
    private final ByteBuffer bytes;

    private Weight(WeightType type, long[] shape, ByteBuffer bytes) {
        if (bytes.remaining() != type.bytes(elements(shape))) {
            throw new GraphException(type + Arrays.toString(shape) + " needs " + type.bytes(elements(shape))
                    + " bytes, there are " + bytes.remaining());
        }
        this.type = type;
        this.shape = shape.clone();
        this.bytes = bytes.slice().asReadOnlyBuffer();
    }

    /**
     * A tensor over the remaining bytes of a buffer.
     *
     * @param bytes not copied and not to be changed afterwards
     * @throws GraphException when the bytes do not have the shape's size
     */
    public static Weight of(WeightType type, long[] shape, ByteBuffer bytes) {
        return new Weight(type, shape, bytes);
    }

    public static Weight of(WeightType type, long[] shape, byte[] bytes) {
        return new Weight(type, shape, ByteBuffer.wrap(bytes));
    }

    public static Weight floats(long[] shape, float... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 4)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return new Weight(WeightType.FLOAT, shape, bytes);
    }

    /** Numbers rounded to fp32. */
    public static Weight rounded(long[] shape, double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return floats(shape, rounded);
    }

    public static Weight longs(long[] shape, long... values) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(values.length, 8)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new Weight(WeightType.INT64, shape, bytes);
    }

    public static Weight scalar(float value) {
        return floats(new long[0], value);
    }

    /** A list of whole numbers, as shapes and axes are written. */
    public static Weight vector(long... values) {
        return longs(new long[] {values.length}, values);
    }

    public WeightType type() {
        return type;
    }

    public int rank() {
        return shape.length;
    }

    public long[] shape() {
        return shape.clone();
    }

    /** Size of one dimension as an array index. */
    public int size(int axis) {
        return Math.toIntExact(shape[axis]);
    }

    public long elements() {
        return elements(shape);
    }

    public long byteCount() {
        return bytes.remaining();
    }

    /** A read-only view of the bytes, little-endian. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The values of a FLOAT tensor, copied. */
    public float[] floats() {
        require(WeightType.FLOAT);
        float[] values = new float[Math.toIntExact(elements())];
        bytes().asFloatBuffer().get(values);
        return values;
    }

    /** The values of a FLOAT tensor in double precision. */
    public double[] doubles() {
        float[] floats = floats();
        double[] values = new double[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[i];
        }
        return values;
    }

    /**
     * Looks whether each value of a FLOAT tensor is a number.
     *
     * @param name for the message
     * @throws GraphException when one is not
     */
    public void requireFinite(String name) {
        for (float value : floats()) {
            if (!Float.isFinite(value)) {
                throw new GraphException("weight " + name + " has a value that is no number");
            }
        }
    }

    /** The values of an INT64 or INT32 tensor, copied. */
    public long[] longs() {
        long[] values = new long[Math.toIntExact(elements())];
        if (type == WeightType.INT32) {
            for (int i = 0; i < values.length; i++) {
                values[i] = bytes().getInt(4 * i);
            }
            return values;
        }
        require(WeightType.INT64);
        bytes().asLongBuffer().get(values);
        return values;
    }

    private void require(WeightType wanted) {
        if (type != wanted) {
            throw new GraphException("a tensor of " + wanted + " is needed, not " + type);
        }
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long size : shape) {
            if (size < 0) {
                throw new GraphException("negative size in " + Arrays.toString(shape));
            }
            try {
                elements = Math.multiplyExact(elements, size);
            } catch (ArithmeticException e) {
                throw new GraphException("too many elements in " + Arrays.toString(shape), e);
            }
        }
        return elements;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
