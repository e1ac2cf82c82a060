package dev.vernier.compressor.passes.pruning;

import java.util.Arrays;

/** So many places of an array, the same distance from one to the next. */
record Places(int first, int stride, int count) {
    /** Marks so many of these places, those with the lowest scores; of equal scores the first. */
    void markLowest(double[] scores, int lowest, boolean[] marks) {
        if (lowest == 0) {
            return;
        }
        double[] sorted = new double[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = scores[first + i * stride];
        }
        Arrays.sort(sorted);
        double highest = sorted[lowest - 1];
        int equal = (int) Arrays.stream(sorted, 0, lowest)
                .filter(score -> score == highest)
                .count();
        for (int i = 0; i < count; i++) {
            int place = first + i * stride;
            if (scores[place] < highest || (scores[place] == highest && equal-- > 0)) {
                marks[place] = true;
            }
        }
    }
}
