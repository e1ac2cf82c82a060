package dev.vernier.compressor.evaluation;

import dev.vernier.store.Signature;
import dev.vernier.store.Tensor;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.TextInput;
import dev.vernier.store.tokenizer.Encoding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Turns texts into a session's padded inputs, in buffers that the next batch uses again. One thread at a time. */
final class BatchTensors {
    private final Signature signature;
    private final TextInput text;
    private final List<ByteBuffer> buffers = new ArrayList<>();

    /** @param maxTokens the largest rows times length that a batch will have */
    BatchTensors(Signature signature, TextInput text, int maxTokens) {
        this.signature = signature;
        this.text = text;
        for (TensorSpec input : signature.inputs()) {
            buffers.add(ByteBuffer.allocateDirect(maxTokens * input.type().bytes()));
        }
    }

    /** The inputs for these rows, valid until the next call. */
    List<Tensor> of(List<Encoding> rows) {
        int length = rows.stream().mapToInt(Encoding::length).max().orElse(0);
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i++) {
            tensors.add(tensor(signature.inputs().get(i), buffers.get(i), rows, length));
        }
        return tensors;
    }

    private Tensor tensor(TensorSpec input, ByteBuffer buffer, List<Encoding> rows, int length) {
        buffer.clear();
        ByteBuffer window =
                buffer.slice(0, rows.size() * length * input.type().bytes()).order(ByteOrder.nativeOrder());
        for (Encoding row : rows) {
            for (int position = 0; position < length; position++) {
                window.putLong(position < row.length() ? token(input, row, position) : input.pad());
            }
        }
        return new Tensor(input.type(), new long[] {rows.size(), length}, window.rewind());
    }

    private long token(TensorSpec input, Encoding row, int position) {
        if (input.name().equals(text.ids())) {
            return row.id(position);
        }
        return input.name().equals(text.mask()) ? 1 : row.type(position);
    }
}
