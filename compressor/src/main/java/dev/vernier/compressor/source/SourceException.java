package dev.vernier.compressor.source;

/** A model or its texts are not what is needed; the message says what is wrong and what would be right. */
public final class SourceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SourceException(String message) {
        super(message);
    }

    SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
