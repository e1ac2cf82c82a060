package dev.vernier.server;

import dev.vernier.server.config.QueueConfig;

/** How much waits, and how much may. Called under the dispatcher's lock. */
final class Waiting {
    private QueueConfig bounds;
    private int requests;
    private int tiny;
    private long bytes;

    Waiting(QueueConfig bounds) {
        this.bounds = bounds;
    }

    /** From now on this much may wait. */
    void bound(QueueConfig changed) {
        bounds = changed;
    }

    boolean hasRoomFor(Permit permit) {
        return requests < bounds.queueRequests()
                && bytes + permit.request().frameBytes() <= bounds.queueBytes().bytes();
    }

    void enters(Permit permit) {
        requests++;
        tiny += permit.isTiny() ? 1 : 0;
        bytes += permit.request().frameBytes();
    }

    void leaves(Permit permit) {
        requests--;
        tiny -= permit.isTiny() ? 1 : 0;
        bytes -= permit.request().frameBytes();
    }

    /** Whether somebody waits, and nobody whose run is worth another thread. */
    boolean isTiny() {
        return tiny > 0 && tiny == requests;
    }

    int requests() {
        return requests;
    }

    long bytes() {
        return bytes;
    }
}
