package dev.vernier.compressor;

/** A compression cannot do what it is asked; the message says why and what would help. */
final class CompressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CompressionException(String message) {
        super(message);
    }
}
