package dev.vernier.loadtest.load;

import java.util.Locale;

/** What became of a request; every request that was due has exactly one. */
public enum Outcome {
    /** Answered within the SLO, counted from the intended send time. */
    IN_TIME,
    /** Answered after the SLO, or the server said that its deadline had passed. */
    LATE,
    /** Refused by the server before it ran. */
    SHED,
    /** Any other error, or an answer to some other request. */
    FAILED,
    /** No answer by the end of the run, or never sent for want of room in flight. */
    LOST;

    /** The name in result files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(Reply reply, boolean isWithinSlo) {
        return switch (reply.status().getCode()) {
            case OK -> reply.isMatched() ? (isWithinSlo ? IN_TIME : LATE) : FAILED;
            case DEADLINE_EXCEEDED -> LATE;
            case RESOURCE_EXHAUSTED -> SHED;
            default -> FAILED;
        };
    }
}
