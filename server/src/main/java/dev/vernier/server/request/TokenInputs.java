package dev.vernier.server.request;

import dev.vernier.store.ElementType;
import dev.vernier.store.Signature;
import dev.vernier.store.TensorSpec;
import dev.vernier.store.TextInput;
import dev.vernier.store.tokenizer.Encoding;
import java.nio.ByteBuffer;
import java.util.List;

/** Texts, tokenised on the server: ids, mask and types are made where they are written. */
public final class TokenInputs implements Inputs {
    private final Signature signature;
    private final TextInput text;
    private final List<Encoding> rows;
    private final int length;
    private final boolean isTruncated;

    /**
     * @param signature its inputs are those that {@code text} names, INT64 or INT32, [batch, sequence]
     * @param rows not empty
     */
    public TokenInputs(Signature signature, TextInput text, List<Encoding> rows) {
        this.signature = signature;
        this.text = text;
        this.rows = List.copyOf(rows);
        this.length = rows.stream().mapToInt(Encoding::length).max().orElseThrow();
        this.isTruncated = rows.stream().anyMatch(Encoding::isTruncated);
    }

    @Override
    public int rows() {
        return rows.size();
    }

    @Override
    public int length() {
        return length;
    }

    /** Whether a text was cut. */
    public boolean isTruncated() {
        return isTruncated;
    }

    @Override
    public long[] shape(int input, int rows, int length) {
        return new long[] {rows, length};
    }

    @Override
    public int bytes(int input, int rows, int length) {
        return Math.multiplyExact(rows, length) * spec(input).type().bytes();
    }

    @Override
    public void write(int input, int firstRow, int rows, int length, ByteBuffer destination) {
        TensorSpec spec = spec(input);
        for (int row = firstRow; row < firstRow + rows; row++) {
            Encoding encoding = this.rows.get(row);
            for (int position = 0; position < encoding.length(); position++) {
                put(spec.type(), value(spec, encoding, position), destination);
            }
            InputTensor.pad(spec.type(), spec.pad(), length - encoding.length(), destination);
        }
    }

    private int value(TensorSpec spec, Encoding encoding, int position) {
        if (spec.name().equals(text.ids())) {
            return encoding.id(position);
        }
        return spec.name().equals(text.mask()) ? 1 : encoding.type(position);
    }

    private static void put(ElementType type, int value, ByteBuffer destination) {
        if (type == ElementType.INT64) {
            destination.putLong(value);
        } else {
            destination.putInt(value);
        }
    }

    private TensorSpec spec(int input) {
        return signature.inputs().get(input);
    }
}
