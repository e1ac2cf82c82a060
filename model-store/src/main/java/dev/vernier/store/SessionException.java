package dev.vernier.store;

import org.jspecify.annotations.Nullable;

/** A run that did not give a result. */
public final class SessionException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why a run failed. */
    public enum Cause {
        /** The engine refused the tensors: the caller's mistake. */
        INPUT,
        /** {@link Termination#terminate} ended it. */
        TERMINATED,
        /** The engine failed. */
        ENGINE
    }

    private final Cause reason;

    public SessionException(Cause reason, String message) {
        this(reason, message, null);
    }

    public SessionException(Cause reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Cause reason() {
        return reason;
    }
}
