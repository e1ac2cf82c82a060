package dev.vernier.loadtest.load;

/** A load test that cannot go on: the message says what the server did and to which request. */
public final class LoadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LoadException(String message) {
        super(message);
    }

    public LoadException(String message, Throwable cause) {
        super(message, cause);
    }
}
