package dev.vernier.compressor.passes;

import java.util.Arrays;

/** The few values that stand best for many, in the least squares: Lloyd's k-means in one dimension, from equal shares on. */
final class Centroids {
    /** The sum of squares no longer changes in its third digit long before. */
    private static final int ROUNDS = 100;

    private Centroids() {}

    /** {@code count} values in ascending order. */
    static float[] of(float[] values, int count) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] sums = new double[sorted.length + 1];
        for (int i = 0; i < sorted.length; i++) {
            sums[i + 1] = sums[i] + sorted[i];
        }
        float[] levels = new float[count];
        for (int level = 0; level < count; level++) {
            levels[level] = sorted[(int) ((2L * level + 1) * sorted.length / (2L * count))];
        }
        float[] before = new float[count];
        for (int round = 0; round < ROUNDS && !Arrays.equals(levels, before); round++) {
            before = levels.clone();
            move(levels, sorted, sums);
        }
        return levels;
    }

    /** Moves each level to the mean of the values that are nearest to it; one that is nearest to none stays. */
    private static void move(float[] levels, float[] sorted, double[] sums) {
        float[] before = levels.clone();
        int from = 0;
        for (int level = 0; level < levels.length; level++) {
            int to = sorted.length;
            if (level + 1 < levels.length) {
                to = firstAbove(sorted, (before[level] + before[level + 1]) / 2, from);
            }
            if (to > from) {
                levels[level] = (float) ((sums[to] - sums[from]) / (to - from));
            }
            from = to;
        }
    }

    private static int firstAbove(float[] sorted, float bound, int from) {
        int low = from;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The place of the level that is nearest to a value, of two the lower. */
    static int nearest(float[] levels, float value) {
        int place = Arrays.binarySearch(levels, value);
        if (place >= 0) {
            return place;
        }
        int above = -place - 1;
        if (above == 0 || above == levels.length) {
            return above == 0 ? 0 : above - 1;
        }
        return value - levels[above - 1] <= levels[above] - value ? above - 1 : above;
    }
}
