package dev.vernier.store;

import org.jspecify.annotations.Nullable;

/** The store cannot do what was asked: the message says what is wrong and what would be right. */
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        this(message, null);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
