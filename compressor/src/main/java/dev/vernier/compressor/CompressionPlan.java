package dev.vernier.compressor;

import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.evaluation.Gate;
import java.util.List;

/**
 * How much to do.
 *
 * @param recipes the reference's first
 * @param sizes of the split
 * @param speedTexts texts in each round of the speed comparison
 * @param speedRounds rounds of it
 * @param seed of every resampling and perturbation
 * @param threads that work at once
 */
record CompressionPlan(
        List<Recipe> recipes, SplitSizes sizes, int speedTexts, int speedRounds, long seed, int threads, Gate gate) {
    CompressionPlan {
        recipes = List.copyOf(recipes);
    }

    /** The plan of a full run. */
    static CompressionPlan full(long seed, int threads, Gate gate) {
        return new CompressionPlan(Recipe.ladder(), new SplitSizes(8000, 256, 5000), 48, 11, seed, threads, gate);
    }

    /** The same steps over fewer texts: wider intervals in a third of the time. */
    static CompressionPlan quick(long seed, int threads, Gate gate) {
        return new CompressionPlan(Recipe.ladder(), new SplitSizes(2000, 128, 1000), 24, 7, seed, threads, gate);
    }
}
