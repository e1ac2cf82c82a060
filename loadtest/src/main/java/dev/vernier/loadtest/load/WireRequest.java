package dev.vernier.loadtest.load;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A ModelInferRequest on its way out: the id of this request before the encoded rest, which all requests for the same
 * text share. The order of fields in a protobuf message is free, so this costs a request 18 bytes and no encoding.
 */
final class WireRequest extends InputStream implements Drainable, KnownLength {
    /** Hexadecimal digits of an id. */
    static final int ID_DIGITS = 16;

    /** Tag of the length-delimited field 3, {@code id}. */
    private static final byte ID_TAG = 3 << 3 | 2;

    private final byte[] head;
    private final byte[] body;
    private int position;

    /** @param body an encoded ModelInferRequest without an id; not copied */
    WireRequest(long id, byte[] body) {
        this.head = new byte[2 + ID_DIGITS];
        this.body = body;
        head[0] = ID_TAG;
        head[1] = ID_DIGITS;
        for (int digit = 0; digit < ID_DIGITS; digit++) {
            head[2 + digit] = (byte) hexDigit(id, digit);
        }
    }

    /** Whether {@code text} is the id in its {@value #ID_DIGITS} lower-case hexadecimal digits. */
    static boolean isId(long id, String text) {
        if (text.length() != ID_DIGITS) {
            return false;
        }
        for (int digit = 0; digit < ID_DIGITS; digit++) {
            if (text.charAt(digit) != hexDigit(id, digit)) {
                return false;
            }
        }
        return true;
    }

    private static char hexDigit(long id, int digit) {
        return Character.forDigit((int) (id >>> (4 * (ID_DIGITS - 1 - digit))) & 0xf, 16);
    }

    @Override
    public int available() {
        return head.length + body.length - position;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
        int drained = available();
        int headLeft = Math.max(0, head.length - position);
        target.write(head, head.length - headLeft, headLeft);
        target.write(body, body.length - (drained - headLeft), drained - headLeft);
        position += drained;
        return drained;
    }

    @Override
    public int read() {
        return available() == 0 ? -1 : byteAt(position++) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = Math.min(length, available());
        for (int i = 0; i < count; i++) {
            target[offset + i] = byteAt(position++);
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    private byte byteAt(int index) {
        return index < head.length ? head[index] : body[index - head.length];
    }
}
