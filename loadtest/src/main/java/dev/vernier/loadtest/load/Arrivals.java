package dev.vernier.loadtest.load;

import java.util.random.RandomGenerator;

/** How requests are spread over time at a given rate. */
public enum Arrivals {
    /** Independent users: exponential gaps. */
    POISSON {
        @Override
        double gap(RandomGenerator random) {
            return -Math.log1p(-random.nextDouble());
        }
    },
    /** A metronome: equal gaps. */
    CONSTANT {
        @Override
        double gap(RandomGenerator random) {
            return 1;
        }
    };

    /** The next gap at a rate of 1; its mean is 1. */
    abstract double gap(RandomGenerator random);
}
