package dev.vernier.compressor.calibrate;

/** The values that a tensor takes lie between {@code low} and {@code high}; 0 is always inside. */
public record Range(float low, float high) {
    public Range {
        if (!(low <= 0 && high >= 0 && Float.isFinite(low) && Float.isFinite(high))) {
            throw new IllegalArgumentException("no range around 0: " + low + " .. " + high);
        }
    }

    static Range around(float min, float max) {
        return new Range(Math.min(0, min), Math.max(0, max));
    }

    Range with(Range other) {
        return new Range(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The step of an unsigned 8-bit number over this range; a range of zero width has step 1. */
    public float scale() {
        float scale = (high - low) / 255;
        return scale > 0 ? scale : 1;
    }

    /** The 8-bit number that stands for exactly 0. */
    public int zeroPoint() {
        return Math.min(255, Math.max(0, Math.round(-low / scale())));
    }
}
