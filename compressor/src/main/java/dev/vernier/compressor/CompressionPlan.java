package dev.vernier.compressor;

import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.Task;
import java.util.List;

/**
 * How much to do.
 *
 * @param recipes the reference's first
 * @param sizes of the split
 * @param speedTexts texts in each round of the speed comparison
 * @param seed of every resampling and perturbation
 * @param threads that work at once
 * @param goal what variants must be to be served
 */
record CompressionPlan(List<Recipe> recipes, SplitSizes sizes, int speedTexts, long seed, int threads, Goal goal) {
    CompressionPlan {
        recipes = List.copyOf(recipes);
    }

    /** The plan of a full run. */
    static CompressionPlan full(List<Recipe> recipes, Task task, long seed, int threads, Goal goal) {
        return new CompressionPlan(recipes, sizes(task, 8000, 256, 5000), 32, seed, threads, goal);
    }

    /** The same steps over fewer texts: wider intervals in a third of the time. */
    static CompressionPlan quick(List<Recipe> recipes, Task task, long seed, int threads, Goal goal) {
        return new CompressionPlan(recipes, sizes(task, 2000, 128, 1000), 16, seed, threads, goal);
    }

    /** A mean cosine is known to .0005 from 1,500 texts; a share of wrong answers needs all that there are. */
    private static SplitSizes sizes(Task task, int train, int calibration, int test) {
        return task == Task.CLASSIFY
                ? new SplitSizes(train, calibration, test)
                : new SplitSizes(0, calibration, test * 3 / 10);
    }
}
