package dev.vernier.store;

/** The type of a tensor's elements, by its name in the Open Inference Protocol. */
public enum ElementType {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    /** Byte strings of any length; has no fixed size and never reaches a {@link Session}. */
    BYTES(0);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of one element; 0 for {@link #BYTES}. */
    public int bytes() {
        return bytes;
    }
}
