package dev.vernier.server.request;

/**
 * Everything that can become of a request but an answer: the one table that turns an outcome into a gRPC status and an
 * HTTP status. UNKNOWN (2) is not in it, so it never leaves the server.
 */
public enum ErrorCode {
    /** A tensor, shape, datatype, parameter or text that the model cannot take; a floor or pin that cannot be met. */
    INVALID(3, 400, false),
    /** No such model, version or variant. */
    NOT_FOUND(5, 404, false),
    /** The model is loading or warming up, or the server is draining. */
    NOT_READY(14, 503, true),
    /** The model could not be loaded: an operator must act. */
    MODEL_FAILED(9, 503, false),
    /** A limit is reached, or the deadline cannot be met behind the work that was admitted before. */
    SHED(8, 429, true),
    /** The deadline is shorter than the cheapest run on an idle server. */
    IMPOSSIBLE_DEADLINE(8, 429, true),
    /** A message, body or tensor over the limit. */
    TOO_LARGE(8, 413, false),
    /** Expired in the queue or while running. */
    EXPIRED(4, 504, false),
    /** Cancelled by the client. The HTTP status is seen only by logs and meters: nobody is there to read it. */
    CANCELLED(1, 499, false),
    NOT_SUPPORTED(12, 501, false),
    /** A bug of ours, or a failure of the engine. */
    INTERNAL(13, 500, false);

    private final int grpcStatus;
    private final int httpStatus;
    private final boolean hintsRetry;

    ErrorCode(int grpcStatus, int httpStatus, boolean hintsRetry) {
        this.grpcStatus = grpcStatus;
        this.httpStatus = httpStatus;
        this.hintsRetry = hintsRetry;
    }

    /** The number of the gRPC status. */
    public int grpcStatus() {
        return grpcStatus;
    }

    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the client is told when to try again, or never to. */
    public boolean hintsRetry() {
        return hintsRetry;
    }
}
