package dev.vernier.compressor.graph;

/** A model that cannot be read, is not what a pass needs, or would not be valid. The message names the culprit. */
public class GraphException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public GraphException(String message) {
        super(message);
    }

    public GraphException(String message, Throwable cause) {
        super(message, cause);
    }
}
