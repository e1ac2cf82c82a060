package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;

/**
 * A matrix {@code [in, out]} in blocks, laid out as ONNX Runtime's MatMulNBits wants it: output channel by output channel,
 * two 4-bit numbers in a byte, the earlier in the lower half.
 */
final class BlockMatrix {
    private final BlockFormat format;
    private final int inputs;
    private final int outputs;
    private final byte[] values;
    private final float[] scales;
    private final byte[] zeros;

    BlockMatrix(BlockFormat format, int inputs, int outputs) {
        this.format = format;
        this.inputs = inputs;
        this.outputs = outputs;
        this.values = new byte[outputs * blocks() * bytesOfBlock()];
        this.scales = new float[outputs * blocks()];
        this.zeros = new byte[outputs * bytesOfZeros()];
    }

    private int blocks() {
        return format.blocks(inputs);
    }

    private int bytesOfBlock() {
        return format.blockSize() * format.bits() / 8;
    }

    private int bytesOfZeros() {
        return (blocks() * format.bits() + 7) / 8;
    }

    /** Chooses the scale and zero point of a block whose weights lie in this range, which contains 0. */
    void open(int block, int output, double low, double high) {
        // the runtime computes with the fp32 scale, so rounding must too
        float scale = (float) format.scale(low, high);
        scales[output * blocks() + block] = scale;
        pack(zeros, output * bytesOfZeros(), block, format.zero(low, scale));
    }

    /** Rounds a weight with its block's scale, stores it, and returns what it has become. */
    double put(int input, int output, double weight) {
        int block = input / format.blockSize();
        float scale = scales[output * blocks() + block];
        int zero = unpack(zeros, output * bytesOfZeros(), block);
        int quantized = format.quantize(weight, scale, zero);
        int row = (output * blocks() + block) * bytesOfBlock();
        pack(values, row, input % format.blockSize(), quantized);
        return scale * (quantized - zero);
    }

    private void pack(byte[] target, int from, int place, int number) {
        if (format.bits() == 8) {
            target[from + place] = (byte) number;
        } else {
            target[from + place / 2] |= (byte) (number << (4 * (place % 2)));
        }
    }

    private int unpack(byte[] source, int from, int place) {
        return format.bits() == 8 ? source[from + place] & 0xff : source[from + place / 2] >> (4 * (place % 2)) & 0xf;
    }

    Weight values() {
        return Weight.of(WeightType.UINT8, new long[] {outputs, blocks(), bytesOfBlock()}, values);
    }

    Weight scales() {
        return Weight.floats(new long[] {scales.length}, scales);
    }

    Weight zeros() {
        return Weight.of(WeightType.UINT8, new long[] {zeros.length}, zeros);
    }

    /** The numbers output by output, without blocks; only where the inputs are a whole number of blocks. */
    Weight rows() {
        return Weight.of(WeightType.UINT8, new long[] {outputs, (long) blocks() * bytesOfBlock()}, values);
    }

    Weight scalesOfRows() {
        return Weight.floats(new long[] {outputs, blocks()}, scales);
    }

    Weight zerosOfRows() {
        return Weight.of(WeightType.UINT8, new long[] {outputs, bytesOfZeros()}, zeros);
    }
}
