package dev.vernier.compressor.calibrate;

/** How often the values of a tensor fell into each of many equal parts of its range. Not thread-safe while it is filled. */
public final class Histogram {
    /** As fine as an 8-bit step can be placed: eight parts to a step. */
    private static final int BINS = 2048;

    private final Range range;
    private final long[] counts = new long[BINS];

    /** {@code range}: that of all values that will come. */
    public Histogram(Range range) {
        this.range = range;
    }

    /** Counts some values. */
    public void add(float[] values) {
        double perBin = BINS / Math.max(width(), Float.MIN_NORMAL);
        for (float value : values) {
            int bin = (int) ((value - (double) range.low()) * perBin);
            counts[Math.min(BINS - 1, Math.max(0, bin))]++;
        }
    }

    /** The range that it divides. */
    public Range range() {
        return range;
    }

    /** Number of parts. */
    public int bins() {
        return BINS;
    }

    /** Values in a part. */
    public long count(int bin) {
        return counts[bin];
    }

    /** The middle of a part. */
    public double middle(int bin) {
        return range.low() + (bin + 0.5) * width() / BINS;
    }

    private double width() {
        return (double) range.high() - range.low();
    }
}
