package dev.vernier.store.measure;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Figures with their 95 % intervals. All are pure: the same sample and seed give the same figure. */
public final class Intervals {
    /** The 97.5 % point of the standard normal distribution. */
    private static final double Z = 1.959963984540054;

    private static final double TAIL = 0.025;

    /** Enough for a percentile interval whose ends move by a few percent of its width. */
    private static final int RESAMPLES = 2000;

    private Intervals() {}

    /** A share, with Wilson's score interval without continuity correction (Wilson 1927). */
    public static Measure wilson(int successes, int n) {
        requireSample(n);
        if (successes < 0 || successes > n) {
            throw new IllegalArgumentException(successes + " successes of " + n);
        }
        double p = (double) successes / n;
        double scale = 1 + Z * Z / n;
        double centre = (p + Z * Z / (2 * n)) / scale;
        double half = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4.0 * n * n)) / scale;
        return new Measure(p, Math.max(0, centre - half), Math.min(1, centre + half), n, "wilson");
    }

    /**
     * The mean of paired differences, or of any per-item figure, with its percentile bootstrap interval.
     *
     * @param differences one for each item
     */
    public static Measure pairedBootstrap(double[] differences, long seed) {
        return pairedBootstrap(differences, Intervals::mean, seed);
    }

    /** A statistic of a sample with its percentile bootstrap interval; the statistic may reorder the array it is given. */
    public static Measure pairedBootstrap(double[] sample, ToDoubleFunction<double[]> statistic, long seed) {
        requireSample(sample.length);
        SplittableRandom random = new SplittableRandom(seed);
        double[] resample = new double[sample.length];
        double[] statistics = new double[RESAMPLES];
        for (int round = 0; round < RESAMPLES; round++) {
            for (int i = 0; i < resample.length; i++) {
                resample[i] = sample[random.nextInt(sample.length)];
            }
            statistics[round] = statistic.applyAsDouble(resample);
        }
        Arrays.sort(statistics);
        return new Measure(
                statistic.applyAsDouble(sample.clone()),
                quantile(statistics, TAIL),
                quantile(statistics, 1 - TAIL),
                sample.length,
                "paired-bootstrap");
    }

    /**
     * The difference of two shares over the same n items, given only those on which they disagree, with the exact interval
     * that belongs to McNemar's test: Clopper-Pearson's for the share of the first among the disagreements.
     *
     * @param onlyFirst items that the first has right and the second wrong
     * @param onlySecond items that the second has right and the first wrong
     */
    public static Measure mcnemarExact(int onlyFirst, int onlySecond, int n) {
        requireSample(n);
        int disagreements = onlyFirst + onlySecond;
        if (onlyFirst < 0 || onlySecond < 0 || disagreements > n) {
            throw new IllegalArgumentException(onlyFirst + " and " + onlySecond + " disagreements of " + n);
        }
        double low = Binomial.clopperPearsonLow(onlyFirst, disagreements, TAIL);
        double high = 1 - Binomial.clopperPearsonLow(onlySecond, disagreements, TAIL);
        double scale = (double) disagreements / n;
        return new Measure(
                (double) (onlyFirst - onlySecond) / n,
                scale * (2 * low - 1),
                scale * (2 * high - 1),
                n,
                "mcnemar-exact");
    }

    /** The two-sided p-value of McNemar's exact test. */
    public static double mcnemarPValue(int onlyFirst, int onlySecond) {
        int disagreements = onlyFirst + onlySecond;
        return Math.min(1, 2 * Binomial.cumulative(Math.min(onlyFirst, onlySecond), disagreements, 0.5));
    }

    /**
     * The median of rounds, with the interval that the sign test gives it: two order statistics, whatever the
     * distribution. Fewer than six rounds cannot give 95 %: then it is the whole range, which covers less.
     *
     * @param rounds one figure for each round, e.g. the ratio of two times that were measured next to each other
     */
    public static Measure interleavedMedian(double[] rounds) {
        int n = rounds.length;
        requireSample(n);
        double[] sorted = rounds.clone();
        Arrays.sort(sorted);
        int outside = 0;
        while (Binomial.cumulative(outside, n, 0.5) <= TAIL) {
            outside++;
        }
        int low = Math.max(0, outside - 1);
        return new Measure(median(sorted), sorted[low], sorted[n - 1 - low], n, "interleaved-median");
    }

    /** The median of values that are sorted. */
    static double median(double[] sorted) {
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Linear between order statistics (type 7 of Hyndman and Fan 1996). */
    private static double quantile(double[] sorted, double p) {
        double position = p * (sorted.length - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }

    private static void requireSample(int n) {
        if (n <= 0) {
            throw new IllegalArgumentException("a figure needs a sample, this one has " + n + " items");
        }
    }
}
