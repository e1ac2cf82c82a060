package dev.vernier.compressor.corpus;

/**
 * How many texts each use takes at most.
 *
 * @param train to fit a classification head; 0 where there is none to fit
 * @param calibration to choose the parameters of compression
 * @param test to measure, seen by no pass
 */
public record SplitSizes(int train, int calibration, int test) {
    public SplitSizes {
        if (train < 0 || calibration < 1 || test < 1) {
            throw new IllegalArgumentException(
                    "sizes must be positive: train " + train + ", calibration " + calibration + ", test " + test);
        }
    }
}
