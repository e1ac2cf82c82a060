package dev.vernier.policy.simulate;

import java.util.List;
import java.util.stream.IntStream;

/**
 * By how much one policy's effective accuracy exceeds another's on a trace, paired by seed.
 *
 * @param high upper end of the 95 % interval (Student's t); the mean itself with fewer than three seeds
 */
public record Lead(double mean, double high) {
    /** 97.5 % quantiles of Student's t at 2, 3, ... degrees of freedom. */
    private static final double[] QUANTILES = {4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

    private static final double NORMAL_QUANTILE = 1.96;

    /** Both lists in the order of the same seeds. */
    public static Lead paired(List<Verdict> theirs, List<Verdict> ours) {
        double[] differences = IntStream.range(0, theirs.size())
                .mapToDouble(seed ->
                        theirs.get(seed).effectiveAccuracy() - ours.get(seed).effectiveAccuracy())
                .toArray();
        int count = differences.length;
        double mean = IntStream.range(0, count)
                .mapToDouble(seed -> differences[seed])
                .average()
                .orElse(0);
        if (count < 3) {
            return new Lead(mean, mean);
        }
        double squares = IntStream.range(0, count)
                .mapToDouble(seed -> (differences[seed] - mean) * (differences[seed] - mean))
                .sum();
        double quantile = count - 3 < QUANTILES.length ? QUANTILES[count - 3] : NORMAL_QUANTILE;
        return new Lead(mean, mean + quantile * Math.sqrt(squares / (count - 1) / count));
    }
}
