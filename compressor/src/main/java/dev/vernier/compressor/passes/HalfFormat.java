package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Floating-point formats of 16 bits; a number becomes the nearest that the format has, of two equally near the even one. */
public enum HalfFormat {
    /** 5 bits of exponent, 10 of fraction: up to 65,504. */
    FP16(WeightType.FLOAT16, 1) {
        @Override
        boolean holds(float value) {
            return Math.abs(value) < LEAST_OVERFLOW;
        }

        @Override
        int bits(float value) {
            int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
            float magnitude = Math.abs(value);
            if (magnitude < LEAST_NORMAL) {
                // the steps of these numbers are all 2^-24
                return sign | (int) Math.rint((double) magnitude * (1 << 24));
            }
            int rounded = upper(Float.floatToRawIntBits(magnitude), 13);
            return sign | (rounded - ((127 - 15) << 10));
        }
    },

    /** fp32 without the lower half of its bits: its range, 7 bits of fraction. */
    BF16(WeightType.BFLOAT16, 13) {
        @Override
        boolean holds(float value) {
            return Math.abs(value) < LARGEST_TO_ROUND;
        }

        @Override
        int bits(float value) {
            return upper(Float.floatToRawIntBits(value), 16) & 0xffff;
        }
    };

    /** Halfway between the largest number of fp16 and the one that would be next. */
    private static final float LEAST_OVERFLOW = 65_520;

    private static final float LEAST_NORMAL = 0x1p-14f;

    /** From here on rounding to bf16 gives infinity. */
    private static final float LARGEST_TO_ROUND = 0x1.ffp127f;

    private final WeightType type;
    private final int minOpset;

    HalfFormat(WeightType type, int minOpset) {
        this.type = type;
        this.minOpset = minOpset;
    }

    /** The version of the standard operators from which on Cast and Gather know the format. */
    int minOpset() {
        return minOpset;
    }

    /** Whether a number stays finite. */
    abstract boolean holds(float value);

    /** The 16 bits of a number that the format holds. */
    abstract int bits(float value);

    /** The bits of a number without its lowest so many, rounded. */
    private static int upper(int bits, int dropped) {
        int half = (1 << (dropped - 1)) - 1 + (bits >>> dropped & 1);
        return (bits + half) >>> dropped;
    }

    /** Whether every number stays finite. */
    boolean holdsAll(Weight weight) {
        for (float value : weight.floats()) {
            if (!holds(value)) {
                return false;
            }
        }
        return true;
    }

    /** An fp32 weight in this format. */
    Weight of(Weight weight) {
        float[] values = weight.floats();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putShort((short) bits(value));
        }
        return Weight.of(type, weight.shape(), bytes.array());
    }
}
