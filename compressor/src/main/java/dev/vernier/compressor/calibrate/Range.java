package dev.vernier.compressor.calibrate;

/** The values that a tensor takes lie between {@code low} and {@code high}; 0 is always inside. */
public record Range(float low, float high) {
    /** Some ten batches of like length decide. */
    private static final float MOMENTUM = 0.1f;

    public Range {
        if (!(low <= 0 && high >= 0 && Float.isFinite(low) && Float.isFinite(high))) {
            throw new IllegalArgumentException("no range around 0: " + low + " .. " + high);
        }
    }

    static Range around(float min, float max) {
        return new Range(Math.min(0, min), Math.max(0, max));
    }

    /** A share of the way to another range: what a moving average makes of the two. */
    Range movedTowards(Range other) {
        return new Range(low + MOMENTUM * (other.low - low), high + MOMENTUM * (other.high - high));
    }

    /** This range with both ends moved towards 0, to so large a part of their distance. */
    public Range shrunk(double part) {
        return new Range((float) (low * part), (float) (high * part));
    }

    /** The number that a value becomes on its way through 8 bits. */
    public double rounded(double value) {
        double number = Math.rint(value / scale()) + zeroPoint();
        return (Math.min(255, Math.max(0, number)) - zeroPoint()) * scale();
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
