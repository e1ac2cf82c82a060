package dev.vernier.compressor.passes;

import java.util.List;

/** How a pass looks for what to do to which layer. */
public enum Search {
    /** One step after the other, each the one that gains most for its cost. */
    GREEDY,
    /** By dynamic programming, as if what is measured of each layer alone added up. */
    KNAPSACK,
    /** By random changes, of which those that are better stay; uses nothing that is known of a layer alone. */
    EVOLUTIONARY,
    /** All of these, each with as many measurements; the card tells what each found. */
    BEST;

    /** The searches that this stands for. */
    public List<Search> each() {
        return this == BEST ? List.of(GREEDY, KNAPSACK, EVOLUTIONARY) : List.of(this);
    }
}
