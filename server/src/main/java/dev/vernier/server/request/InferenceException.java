package dev.vernier.server.request;

/** Ends the handling of a request with a {@link Failure}. Carries no stack trace: it tells the client what is wrong, not us. */
public final class InferenceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public InferenceException(Failure failure) {
        super(failure.message(), null, false, false);
        this.failure = failure;
    }

    /** An {@link ErrorCode#INVALID} input. */
    public static InferenceException invalid(String message) {
        return new InferenceException(Failure.invalid(message));
    }

    public Failure failure() {
        return failure;
    }
}
