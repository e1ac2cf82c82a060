package dev.vernier.server.request;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why a request got no answer.
 *
 * @param message names the field and says what would be right; written for whoever sent the request
 * @param retryAfter when to try again; negative: never; null where the code gives no hint
 */
public record Failure(
        ErrorCode code, String message, @Nullable Duration retryAfter) {
    /** A retry hint that tells the client not to retry. */
    public static final Duration NEVER = Duration.ofMillis(-1);

    public Failure {
        if (code.hintsRetry() != (retryAfter != null)) {
            throw new IllegalArgumentException(code + " with retry hint " + retryAfter);
        }
    }

    /** A failure of a code without a retry hint. */
    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, null);
    }

    public static Failure invalid(String message) {
        return of(ErrorCode.INVALID, message);
    }

    public static Failure notReady(String message, Duration retryAfter) {
        return new Failure(ErrorCode.NOT_READY, message, retryAfter);
    }

    public static Failure shed(String message, Duration retryAfter) {
        return new Failure(ErrorCode.SHED, message, retryAfter);
    }

    public static Failure impossibleDeadline(String message) {
        return new Failure(ErrorCode.IMPOSSIBLE_DEADLINE, message, NEVER);
    }
}
