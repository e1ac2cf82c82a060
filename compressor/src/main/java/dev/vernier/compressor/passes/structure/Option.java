package dev.vernier.compressor.passes.structure;

import java.util.Map;
import java.util.Set;

/**
 * One way to make a part of a graph smaller.
 *
 * @param levels of its layers of units, by their places; 0 is all units
 * @param bridges the numbers of the blocks that bridges take the place of
 * @param saved multiplications a token
 * @param loss the divergence of the final output with this alone
 */
record Option(Map<Integer, Integer> levels, Set<Integer> bridges, long saved, double loss) {
    /** Leaves everything as it is. */
    static final Option NONE = new Option(Map.of(), Set.of(), 0, 0);

    Option {
        levels = Map.copyOf(levels);
        bridges = Set.copyOf(bridges);
    }
}
