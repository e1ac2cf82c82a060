package dev.vernier.server.grpc;

import com.google.protobuf.CodedOutputStream;
import dev.vernier.server.request.Inputs;
import dev.vernier.store.Dimension;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import java.io.IOException;

/** One request's part of a batch's output: its rows, without the padding. A view of the lane's buffer. */
final class OutputRows {
    private final TensorSpec spec;
    private final Tensor batch;
    private final long[] shape;
    private final int firstByte;
    private final int bytes;
    /** Bytes from one run of unpadded elements to the next; a run is what lies together in both tensors. */
    private final int stride;

    private final int runBytes;

    OutputRows(TensorSpec spec, Tensor batch, int firstRow, Inputs inputs) {
        this.spec = spec;
        this.batch = batch;
        this.shape = batch.shape();
        int batchAxis = axis(spec, Dimension.Role.BATCH);
        int sequenceAxis = axis(spec, Dimension.Role.SEQUENCE);
        int rowBytes = batch.buffer().limit();
        if (batchAxis >= 0) {
            rowBytes /= Math.max(1, Math.toIntExact(shape[batchAxis]));
            shape[batchAxis] = inputs.rows();
        }
        if (sequenceAxis >= 0) {
            shape[sequenceAxis] = Math.min(shape[sequenceAxis], inputs.length());
        }
        this.firstByte = batchAxis >= 0 ? firstRow * rowBytes : 0;
        this.bytes = Math.toIntExact(bytesFrom(0));
        boolean isPadded = sequenceAxis >= 0 && shape[sequenceAxis] != batch.dimension(sequenceAxis);
        this.runBytes = isPadded ? Math.toIntExact(bytesFrom(sequenceAxis)) : bytes;
        this.stride = isPadded ? Math.toIntExact(bytesFrom(sequenceAxis + 1) * batch.dimension(sequenceAxis)) : bytes;
    }

    TensorSpec spec() {
        return spec;
    }

    long[] shape() {
        return shape;
    }

    int bytes() {
        return bytes;
    }

    /** Writes the bytes, copied from the lane's buffer to their place. */
    void writeTo(CodedOutputStream message) throws IOException {
        for (int written = 0, from = firstByte; written < bytes; written += runBytes, from += stride) {
            message.write(batch.buffer().slice(from, runBytes));
        }
    }

    private long bytesFrom(int axis) {
        long size = spec.type().bytes();
        for (int i = axis; i < shape.length; i++) {
            size *= shape[i];
        }
        return size;
    }

    private static int axis(TensorSpec spec, Dimension.Role role) {
        for (int i = 0; i < spec.shape().size(); i++) {
            if (spec.shape().get(i).role() == role) {
                return i;
            }
        }
        return -1;
    }
}
