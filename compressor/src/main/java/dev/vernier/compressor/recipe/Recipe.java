package dev.vernier.compressor.recipe;

import dev.vernier.compressor.passes.Pass;
import java.util.List;

/**
 * How a variant is made from the reference.
 *
 * @param name the variant's
 * @param passes in their order; none for the reference
 * @param words what was asked for: with the same words the same variant is made
 * @param isOptional whether a compression goes on without the variant when a pass finds nothing to do in a graph
 */
public record Recipe(String name, List<Pass> passes, String words, boolean isOptional) {
    /** The reference, which no pass touches. */
    public static final Recipe REFERENCE = new Recipe("fp32", List.of(), "", false);

    public Recipe {
        passes = List.copyOf(passes);
    }

    /** Passes that have no parameters: their names are all the words. */
    public static Recipe of(String name, Pass... passes) {
        List<Pass> list = List.of(passes);
        return new Recipe(name, list, list.stream().map(Pass::name).toList().toString(), false);
    }
}
