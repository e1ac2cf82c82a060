package dev.vernier.policy;

/** Bins of value per lane time, four to the octave, between 2^-20 and 2^12 per millisecond. */
final class ValueDensity {
    static final int BINS = 128;

    private static final double BINS_PER_OCTAVE = 4;
    private static final double LEAST_OCTAVE = -20;
    private static final double NANOS_PER_MILLI = 1e6;

    private ValueDensity() {}

    static int bin(double value, double nanos) {
        double octave = Math.log(value * NANOS_PER_MILLI / nanos) / Math.log(2);
        return (int) Math.max(0, Math.min(BINS - 1, (octave - LEAST_OCTAVE) * BINS_PER_OCTAVE));
    }

    /** Value per millisecond at a position between bins; a bin reaches from its own number to the next. */
    static double at(double position) {
        return Math.pow(2, position / BINS_PER_OCTAVE + LEAST_OCTAVE);
    }
}
