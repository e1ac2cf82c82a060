package dev.vernier.server;

import dev.vernier.policy.Refusal;
import dev.vernier.server.request.ErrorCode;
import dev.vernier.server.request.Failure;
import dev.vernier.store.SessionException;
import java.time.Duration;

/** What the pipeline tells clients whose request it did not answer. */
final class Failures {
    static final Failure EXPIRED =
            Failure.of(ErrorCode.EXPIRED, "the deadline passed before there was an answer; allow more time");
    static final Failure CANCELLED = Failure.of(ErrorCode.CANCELLED, "cancelled by the client");
    static final Failure STOPPING =
            Failure.notReady("the server is stopping; send the request to another one", Duration.ofSeconds(1));
    static final Failure UNLOADED =
            Failure.notReady("the model was unloaded while the request came in; send it again", Duration.ofMillis(100));
    static final Failure UNEXPLAINED =
            Failure.of(ErrorCode.NOT_SUPPORTED, "the policy that was chosen with --policy does not explain itself");
    static final Failure BUG = Failure.of(ErrorCode.INTERNAL, "the server failed to answer; its log says why");

    /** A client that comes back sooner than this would only be refused again. */
    private static final Duration SOONEST_RETRY = Duration.ofMillis(1);

    private Failures() {}

    static Failure refused(Refusal refusal) {
        Duration wait = Duration.ofNanos(refusal.retryAfterNanos());
        Duration retryAfter = wait.compareTo(SOONEST_RETRY) < 0 ? SOONEST_RETRY : wait;
        return switch (refusal.reason()) {
            case LIMIT -> Failure.shed("the queue is full; try again later", retryAfter);
            case DEADLINE ->
                Failure.shed(
                        "the deadline cannot be met behind the requests that came first; allow more time or try again later",
                        retryAfter);
            case DISPLACES ->
                Failure.shed("an answer in time would make an admitted request late; try again later", retryAfter);
            case PRICE ->
                Failure.shed(
                        "at the present load shorter requests, or of higher priority, go first; try again later",
                        retryAfter);
            case IMPOSSIBLE ->
                Failure.impossibleDeadline("the deadline is shorter than one run on an idle server; allow more time");
        };
    }

    static Failure notResident(OpenVariant variant) {
        return Failure.notReady(
                "variant " + variant.card().name() + " is not loaded at the moment", Duration.ofSeconds(1));
    }

    static Failure ofRun(SessionException fault) {
        return switch (fault.reason()) {
            case INPUT -> Failure.invalid("the model refused the input: " + fault.getMessage());
            case ENGINE -> Failure.of(ErrorCode.INTERNAL, "the engine failed on this request: " + fault.getMessage());
            case TERMINATED -> EXPIRED;
        };
    }
}
