package dev.vernier.compressor;

import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.Task;

/**
 * About how many seconds each step of a compression takes on two cores: only their proportions matter, for the share that
 * is shown as done and the time left that follows from it.
 */
record WorkEstimate(CompressionPlan plan, Task task) {
    private static final double SECONDS_OF_REFERENCE_TEXT = 0.0022;
    private static final double SECONDS_OF_VARIANT_TEXT = 0.0024;

    double texts() {
        return 1;
    }

    double head() {
        return task == Task.CLASSIFY ? 1 + plan.sizes().train() * SECONDS_OF_REFERENCE_TEXT : 0;
    }

    double making(Recipe recipe) {
        return 0.5 + recipe.passes().size() * 4.0;
    }

    double measuring(boolean isReference) {
        return plan.sizes().test() * (isReference ? SECONDS_OF_REFERENCE_TEXT : SECONDS_OF_VARIANT_TEXT);
    }

    double speed() {
        return 1 + 0.15 * plan.speedTexts();
    }

    double publishing() {
        return 1;
    }

    /** Of measuring so many variants, without making any. */
    double evaluation(int variants) {
        return measuring(true) + (variants - 1) * measuring(false) + speed();
    }

    /** Of a compression. */
    double total() {
        double recipes = plan.recipes().stream()
                .mapToDouble(
                        recipe -> making(recipe) + measuring(recipe.passes().isEmpty()))
                .sum();
        return texts() + head() + recipes + speed() + publishing();
    }
}
