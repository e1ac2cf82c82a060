package dev.vernier.server;

import dev.vernier.server.request.Inputs;
import dev.vernier.store.Dimension;
import dev.vernier.store.Signature;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The direct buffers of one lane, kept from batch to batch and grown when one does not fit. Tensors made here are views:
 * the next batch overwrites them. Not thread-safe.
 */
final class LaneMemory {
    private static final int SMALLEST_BYTES = 4096;

    private final List<ByteBuffer> buffers = new ArrayList<>();

    /** The requests' rows, padded to {@code length}, one tensor for each input of the signature: the only copy there is. */
    List<Tensor> inputs(Signature signature, List<Inputs> requests, int rows, int length) {
        List<Tensor> inputs = new ArrayList<>(signature.inputs().size());
        for (int input = 0; input < signature.inputs().size(); input++) {
            Inputs first = requests.get(0);
            ByteBuffer buffer = take(input, first.bytes(input, rows, length));
            for (Inputs request : requests) {
                request.write(input, 0, request.rows(), length, buffer);
            }
            inputs.add(tensor(signature.inputs().get(input), first.shape(input, rows, length), buffer));
        }
        return inputs;
    }

    /** A part of one request's rows. */
    List<Tensor> inputs(Signature signature, Inputs request, int firstRow, int rows, int length) {
        List<Tensor> inputs = new ArrayList<>(signature.inputs().size());
        for (int input = 0; input < signature.inputs().size(); input++) {
            ByteBuffer buffer = take(input, request.bytes(input, rows, length));
            request.write(input, firstRow, rows, length, buffer);
            inputs.add(tensor(signature.inputs().get(input), request.shape(input, rows, length), buffer));
        }
        return inputs;
    }

    /** Tensors for the results, or the empty list where a size is known only after the run. */
    List<Tensor> outputs(Signature signature, int rows, int length) {
        List<Tensor> outputs = new ArrayList<>(signature.outputs().size());
        for (TensorSpec spec : signature.outputs()) {
            if (spec.shape().contains(Dimension.FREE)) {
                return List.of();
            }
            long[] shape = shape(spec, rows, length);
            int place = signature.inputs().size() + outputs.size();
            outputs.add(new Tensor(spec.type(), shape, take(place, bytes(spec, shape))));
        }
        return outputs;
    }

    /** A view of some rows of tensors whose first dimension is the batch. */
    static List<Tensor> rows(List<Tensor> tensors, int firstRow, int rows) {
        List<Tensor> views = new ArrayList<>(tensors.size());
        for (Tensor whole : tensors) {
            long[] shape = whole.shape();
            int rowBytes = Math.toIntExact(whole.buffer().limit() / shape[0]);
            shape[0] = rows;
            ByteBuffer view = whole.buffer().slice(firstRow * rowBytes, rows * rowBytes);
            views.add(new Tensor(whole.type(), shape, view.order(ByteOrder.nativeOrder())));
        }
        return views;
    }

    private static Tensor tensor(TensorSpec spec, long[] shape, ByteBuffer written) {
        return new Tensor(spec.type(), shape, written.flip());
    }

    private static long[] shape(TensorSpec spec, int rows, int length) {
        long[] shape = new long[spec.shape().size()];
        for (int axis = 0; axis < shape.length; axis++) {
            Dimension dimension = spec.shape().get(axis);
            shape[axis] = switch (dimension.role()) {
                case FIXED, FREE -> dimension.size();
                case BATCH -> rows;
                case SEQUENCE -> length;
            };
        }
        return shape;
    }

    private static int bytes(TensorSpec spec, long[] shape) {
        long bytes = spec.type().bytes();
        for (long size : shape) {
            bytes = Math.multiplyExact(bytes, size);
        }
        return Math.toIntExact(bytes);
    }

    private ByteBuffer take(int place, int bytes) {
        while (buffers.size() <= place) {
            buffers.add(ByteBuffer.allocateDirect(SMALLEST_BYTES));
        }
        if (buffers.get(place).capacity() < bytes) {
            int grown = Math.max(bytes, 2 * buffers.get(place).capacity());
            buffers.set(place, ByteBuffer.allocateDirect(grown));
        }
        return buffers.get(place).slice(0, bytes).order(ByteOrder.nativeOrder());
    }
}
