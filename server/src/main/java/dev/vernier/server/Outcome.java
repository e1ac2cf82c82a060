package dev.vernier.server;

import java.util.Locale;

/** What became of a request that was handed over; the tag {@code outcome} of the meters. */
enum Outcome {
    /** Answered by its target. */
    IN_TIME,
    /** Answered after its target. */
    LATE,
    /** Refused before admission. */
    SHED,
    /** Its end came first. */
    EXPIRED,
    /** The client gave up. */
    CANCELLED,
    /** A fault, ours or the request's. */
    FAILED;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isAnswer() {
        return this == IN_TIME || this == LATE;
    }
}
