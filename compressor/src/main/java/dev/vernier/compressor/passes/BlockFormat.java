package dev.vernier.compressor.passes;

import java.util.Optional;

/**
 * Weights in so many bits, a scale for each block of consecutive inputs of an output channel: {@code w = scale * (q - zero)},
 * {@code q} in {@code 0 .. 2^bits - 1}.
 *
 * @param bits 4 or 8
 * @param blockSize inputs that share a scale: a power of two, at least 16
 * @param isSymmetric whether the zero point is always {@code 2^(bits - 1)}; else each block has its own
 */
public record BlockFormat(int bits, int blockSize, boolean isSymmetric) {
    private static final int MIN_BLOCK = 16;

    public BlockFormat {
        if (bits != 4 && bits != 8) {
            throw new IllegalArgumentException("blocks of 4 or 8 bits are known, not of " + bits);
        }
        if (blockSize < MIN_BLOCK || Integer.bitCount(blockSize) != 1) {
            throw new IllegalArgumentException("the block size must be a power of two from 16, not " + blockSize);
        }
    }

    /** The same with the largest blocks, of those not larger than these, that rows of this width are a whole number of. */
    Optional<BlockFormat> fitting(int width) {
        int size = Math.min(blockSize, Integer.lowestOneBit(width));
        // the runtime packs the zero points of a table without gaps: a row's must fill its bytes
        while (!isSymmetric && size >= MIN_BLOCK && width / size * bits % Byte.SIZE != 0) {
            size /= 2;
        }
        return size < MIN_BLOCK ? Optional.empty() : Optional.of(new BlockFormat(bits, size, isSymmetric));
    }

    int max() {
        return (1 << bits) - 1;
    }

    int middle() {
        return 1 << (bits - 1);
    }

    int blocks(int inputs) {
        return (inputs + blockSize - 1) / blockSize;
    }

    /**
     * The step of a block whose weights lie in this range, which contains 0. Symmetric: the weight farthest from 0 is the lowest
     * number, for that side has one more.
     */
    double scale(double low, double high) {
        double scale = isSymmetric ? (-low > high ? low : high) / -middle() : (high - low) / max();
        return scale == 0 ? 1 : scale;
    }

    int zero(double low, double scale) {
        return isSymmetric ? middle() : clamp(Math.rint(-low / scale));
    }

    int quantize(double weight, double scale, int zero) {
        return clamp(Math.rint(weight / scale) + zero);
    }

    private int clamp(double value) {
        return (int) Math.min(max(), Math.max(0, value));
    }
}
