package dev.vernier.server.request;

import dev.vernier.store.Dimension;
import java.nio.ByteBuffer;
import java.util.List;

/** Tensors that the client sent. Their batch and sequence sizes agree. */
public final class TensorInputs implements Inputs {
    private final List<InputTensor> tensors;
    private final int rows;
    private final int length;

    /**
     * @param tensors one for each input of the signature, in its order
     */
    public TensorInputs(List<InputTensor> tensors) {
        this.tensors = List.copyOf(tensors);
        this.rows = largest(Dimension.Role.BATCH);
        this.length = largest(Dimension.Role.SEQUENCE);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long[] shape(int input, int rows, int length) {
        return tensors.get(input).shape(rows, length);
    }

    @Override
    public int bytes(int input, int rows, int length) {
        int bytes = tensors.get(input).spec().type().bytes();
        for (long size : shape(input, rows, length)) {
            bytes = Math.multiplyExact(bytes, Math.toIntExact(size));
        }
        return bytes;
    }

    @Override
    public void write(int input, int firstRow, int rows, int length, ByteBuffer destination) {
        tensors.get(input).write(firstRow, rows, length, destination);
    }

    private int largest(Dimension.Role role) {
        int largest = 1;
        for (InputTensor tensor : tensors) {
            largest = Math.max(largest, tensor.size(role));
        }
        return largest;
    }
}
