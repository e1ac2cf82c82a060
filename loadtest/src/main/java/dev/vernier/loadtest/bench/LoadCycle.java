package dev.vernier.loadtest.bench;

/**
 * One load and unload of a model.
 *
 * @param loadedMib memory of the process when every variant has answered
 * @param unloadedMib the same when the model is gone
 * @param seconds for both
 */
record LoadCycle(double loadedMib, double unloadedMib, double seconds) {}
