package dev.vernier.server.request;

/**
 * How long a request may take.
 *
 * @param arrivalNanos when its message was complete, monotonic
 * @param nanos what is left at arrival, at least 0; {@link #UNLIMITED} where the client named none
 */
public record Budget(long arrivalNanos, long nanos) {
    public static final long UNLIMITED = Long.MAX_VALUE;

    public Budget {
        if (nanos < 0) {
            throw new IllegalArgumentException("a budget of " + nanos + " ns");
        }
    }

    public boolean isLimited() {
        return nanos != UNLIMITED;
    }
}
