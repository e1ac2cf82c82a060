package dev.vernier.server.request;

import java.nio.ByteBuffer;

/**
 * The input tensors of one request, by their positions in the model's signature. Immutable; rows are written straight
 * into the buffers that a lane runs on.
 */
public sealed interface Inputs permits TensorInputs, TokenInputs {
    /** Rows along the batch dimension; 1 for a model that has none. */
    int rows();

    /** Tokens of the longest row; 1 for a model without a sequence dimension. */
    int length();

    /** The shape of an input that holds {@code rows} rows padded to {@code length}. */
    long[] shape(int input, int rows, int length);

    /** The size of an input of that shape. */
    int bytes(int input, int rows, int length);

    /**
     * Writes rows at the buffer's position and advances it.
     *
     * @param input position in the signature
     * @param firstRow the first row to write
     * @param rows how many
     * @param length tokens to pad each row to, at least {@link #length}
     */
    void write(int input, int firstRow, int rows, int length, ByteBuffer destination);
}
