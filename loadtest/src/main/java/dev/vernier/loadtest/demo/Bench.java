package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.OpenLoop;
import java.time.Duration;

/**
 * What every measurement of a demo uses.
 *
 * @param seed of all arrivals, orders and resamplings
 */
record Bench(InferenceClient client, Ask ask, Corpus corpus, long seed) {
    private static final int MAX_IN_FLIGHT = 10_000;

    /** An open loop that waits for answers well past anything that counts. */
    OpenLoop openLoop() {
        return new OpenLoop(client, Duration.ofSeconds(2), MAX_IN_FLIGHT);
    }
}
