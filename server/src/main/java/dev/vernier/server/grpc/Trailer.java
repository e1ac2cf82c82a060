package dev.vernier.server.grpc;

import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import io.vertx.core.MultiMap;
import io.vertx.grpc.common.GrpcStatus;

/** How a failure looks behind a call. */
final class Trailer {
    static final String RETRY_PUSHBACK = "grpc-retry-pushback-ms";

    private Trailer() {}

    static GrpcStatus status(ErrorCode code) {
        return GrpcStatus.valueOf(code.grpcStatus());
    }

    static void putRetryHint(Failure failure, MultiMap trailers) {
        if (failure.retryAfter() != null) {
            trailers.set(RETRY_PUSHBACK, Long.toString(failure.retryAfter().toMillis()));
        }
    }
}
