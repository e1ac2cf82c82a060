package dev.vernier.policy.simulate;

import java.util.Random;

/** Randomised tests print their seed; {@code -Dseed=} repeats one. */
final class Seeded {
    private Seeded() {}

    static Random random(String test) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(test + ": -Dseed=" + seed);
        return new Random(seed);
    }
}
