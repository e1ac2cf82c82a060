package dev.vernier.compressor.sparse;

/** One constant matrix {@code [in, out]}, ready to be multiplied with rows. Not thread-safe: it keeps its scratch memory. */
interface MatrixProduct extends AutoCloseable {
    /**
     * Multiplies.
     *
     * @param input {@code [rows, in]}, row-major
     * @param output {@code [rows, out]}, row-major, overwritten
     */
    void multiply(float[] input, int rows, float[] output);

    /** What the matrix takes in memory. */
    long byteCount();

    @Override
    default void close() {}
}
