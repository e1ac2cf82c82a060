package dev.vernier.compressor.graph;

/** Element types of ONNX tensors with a fixed size, with their code in the file format. */
public enum WeightType {
    FLOAT(1, 32),
    UINT8(2, 8),
    INT8(3, 8),
    UINT16(4, 16),
    INT16(5, 16),
    INT32(6, 32),
    INT64(7, 64),
    BOOL(9, 8),
    FLOAT16(10, 16),
    DOUBLE(11, 64),
    UINT32(12, 32),
    UINT64(13, 64),
    BFLOAT16(16, 16),
    UINT4(21, 4),
    INT4(22, 4);

    private final int code;
    private final int bits;

    WeightType(int code, int bits) {
        this.code = code;
        this.bits = bits;
    }

    /** The number that stands for this type in ONNX files and in the attribute {@code to} of Cast. */
    public int code() {
        return code;
    }

    /** Bytes that so many elements take; 4-bit elements are packed in pairs. */
    public long bytes(long elements) {
        return (Math.multiplyExact(elements, bits) + 7) / 8;
    }

    /**
     * The type with this code.
     *
     * @throws GraphException when there is none, or its elements have no fixed size
     */
    public static WeightType of(int code) {
        for (WeightType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new GraphException("element type " + code + " is not supported");
    }
}
