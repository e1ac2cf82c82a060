package dev.vernier.compressor.recipe;

import dev.vernier.compressor.passes.Pass;
import java.util.List;

/**
 * How a variant is made from the reference.
 *
 * @param name the variant's
 * @param passes in their order; none for the reference
 */
public record Recipe(String name, List<Pass> passes) {
    /** The reference, which no pass touches. */
    public static final Recipe REFERENCE = new Recipe("fp32", List.of());

    public Recipe {
        passes = List.copyOf(passes);
    }
}
