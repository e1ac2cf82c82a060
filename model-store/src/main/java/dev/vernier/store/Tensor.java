package dev.vernier.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A dense tensor over a direct buffer: little-endian, row-major, without padding.
 *
 * <p>The tensor is a view: whoever made the buffer owns it and may reuse it once no run uses the tensor. Not thread-safe.
 */
public final class Tensor {
    private final ElementType type;
    private final long[] shape;
    private final ByteBuffer buffer;

    /**
     * @param shape sizes of the dimensions, outermost first; not copied and not to be changed afterwards
     * @param buffer a direct buffer in native order whose position is 0 and whose limit is the tensor's size in bytes
     * @throws IllegalArgumentException when the buffer is not direct, not in native order or not of the shape's size
     */
    public Tensor(ElementType type, long[] shape, ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.order() != ByteOrder.nativeOrder()) {
            throw new IllegalArgumentException("a tensor needs a direct buffer in native order");
        }
        long expected = elements(shape) * type.bytes();
        if (buffer.position() != 0 || buffer.limit() != expected) {
            throw new IllegalArgumentException("shape " + Arrays.toString(shape) + " of " + type + " needs " + expected
                    + " bytes, the buffer has " + buffer.remaining() + " at position " + buffer.position());
        }
        this.type = type;
        this.shape = shape;
        this.buffer = buffer;
    }

    /** A new tensor of zeros over a buffer of its own. */
    public static Tensor allocate(ElementType type, long... shape) {
        int bytes = Math.toIntExact(elements(shape) * type.bytes());
        return new Tensor(type, shape, ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder()));
    }

    public ElementType type() {
        return type;
    }

    public int rank() {
        return shape.length;
    }

    public long dimension(int axis) {
        return shape[axis];
    }

    public long[] shape() {
        return shape.clone();
    }

    /** Number of elements. */
    public long elements() {
        return elements(shape);
    }

    /** The tensor's bytes: the buffer itself, not a copy. Use absolute reads or a duplicate. */
    public ByteBuffer buffer() {
        return buffer;
    }

    private static long elements(long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        return elements;
    }

    @Override
    public String toString() {
        return type + Arrays.toString(shape);
    }
}
