package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Attribute;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;

/**
 * Whole numbers of a few bits each, plane by plane: all lowest bits, eight to a byte, then all second bits, and so on. The
 * runtime unpacks them once, when it loads the model, for everything that an {@link #unpacked} tensor is made of is constant.
 */
final class PackedBits {
    private static final int PER_BYTE = Byte.SIZE;

    private PackedBits() {}

    /** Whether so many numbers fill their bytes. */
    static boolean fits(long count) {
        return count % PER_BYTE == 0;
    }

    /** {@code [bits, count / 8, 1]}. */
    static Weight of(int[] numbers, int bits) {
        int bytes = numbers.length / PER_BYTE;
        byte[] packed = new byte[bits * bytes];
        for (int at = 0; at < numbers.length; at++) {
            for (int bit = 0; bit < bits; bit++) {
                packed[bit * bytes + at / PER_BYTE] |= (byte) ((numbers[at] >> bit & 1) << at % PER_BYTE);
            }
        }
        return Weight.of(WeightType.UINT8, new long[] {bits, bytes, 1}, packed);
    }

    /** Adds the operators that make zeros and ones {@code [bits, in, out]} of a type of packed numbers, and returns their name. */
    static String unpacked(Emitter emit, Weight packed, long inputs, long outputs, WeightType type) {
        String shifts = emit.constant("shifts", bytes(0, 1, 2, 3, 4, 5, 6, 7));
        String shifted =
                emit.add(Node.of("BitShift", List.of(emit.constant("packed", packed), shifts), emit.fresh("BitShift"))
                        .with("direction", Attribute.of("RIGHT")));
        String bits = emit.op("Mod", shifted, emit.constant("two", bytes(2)));
        String shape = emit.constant("shape", Weight.vector(packed.size(0), inputs, outputs));
        return emit.op("Reshape", emit.cast(bits, type), shape);
    }

    private static Weight bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Weight.of(WeightType.UINT8, new long[] {bytes.length}, bytes);
    }
}
