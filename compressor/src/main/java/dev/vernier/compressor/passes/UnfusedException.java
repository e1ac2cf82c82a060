package dev.vernier.compressor.passes;

import dev.vernier.compressor.graph.GraphException;

/** A variant that would be right but slow, for ONNX Runtime did not fuse its operators; the message names them. */
public final class UnfusedException extends GraphException {
    private static final long serialVersionUID = 1L;

    UnfusedException(String message) {
        super(message);
    }
}
