package dev.vernier.server;

/**
 * What waits and what runs, at one moment.
 *
 * @param bytes of the waiting requests, as they came over the wire
 * @param backlogNanos lane time that the waiting requests will take at their cheapest variants
 */
record QueueState(int requests, long bytes, long backlogNanos, int busyLanes) {}
