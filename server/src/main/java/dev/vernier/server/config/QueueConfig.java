package dev.vernier.server.config;

/**
 * Bounds of what waits for a lane; whatever would exceed one is refused at once.
 *
 * @param queueRequests most waiting requests
 * @param queueBytes most bytes of waiting requests, counted as they came over the wire
 */
public record QueueConfig(int queueRequests, ByteSize queueBytes) {
    static final QueueConfig DEFAULTS = new QueueConfig(16_384, ByteSize.mebibytes(64));

    public QueueConfig {
        if (queueRequests < 1) {
            throw new IllegalArgumentException("queue-requests: " + queueRequests + " is not at least 1");
        }
    }
}
