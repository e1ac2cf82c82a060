package dev.vernier.compressor;

import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.evaluation.Gate;
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
 */
record CompressionPlan(List<Recipe> recipes, SplitSizes sizes, int speedTexts, long seed, int threads, Gate gate) {
    CompressionPlan {
        recipes = List.copyOf(recipes);
    }

    /** The plan of a full run. */
    static CompressionPlan full(List<Recipe> recipes, Task task, long seed, int threads, Gate gate) {
        return new CompressionPlan(recipes, sizes(task, 8000, 256, 5000), 32, seed, threads, gate);
    }

    /** The same steps over fewer texts: wider intervals in a third of the time. */
    static CompressionPlan quick(List<Recipe> recipes, Task task, long seed, int threads, Gate gate) {
        return new CompressionPlan(recipes, sizes(task, 2000, 128, 1000), 16, seed, threads, gate);
    }

    /** A mean cosine is known to .0005 from 1,500 texts; a share of wrong answers needs all that there are. */
    private static SplitSizes sizes(Task task, int train, int calibration, int test) {
        return task == Task.CLASSIFY
                ? new SplitSizes(train, calibration, test)
                : new SplitSizes(0, calibration, test * 3 / 10);
    }
}
