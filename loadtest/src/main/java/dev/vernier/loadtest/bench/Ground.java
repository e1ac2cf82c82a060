package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Launcher;
import dev.vernier.loadtest.stage.Narration;
import java.nio.file.Path;

/**
 * What every benchmark runs on.
 *
 * @param log takes what the servers write to their error streams
 * @param seed of requests, orders and resamplings
 */
record Ground(Launcher launcher, Path log, boolean isQuick, long seed, Narration narration) {}
