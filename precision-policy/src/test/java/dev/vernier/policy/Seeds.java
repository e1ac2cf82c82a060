package dev.vernier.policy;

import java.util.Random;

/** Randomised tests print their seed; {@code -Dseed=} repeats one. */
final class Seeds {
    private Seeds() {}

    static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }

    /** An origin for a manual clock. */
    static long anyTime() {
        return random("clock").nextLong();
    }
}
