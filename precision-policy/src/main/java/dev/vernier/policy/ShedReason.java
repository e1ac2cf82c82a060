package dev.vernier.policy;

/** Why a request was refused before admission. */
public enum ShedReason {
    /** Its cheapest allowed variant cannot finish in time behind the work due before it. */
    DEADLINE,
    /** It would make an admitted request late. */
    DISPLACES,
    /** Its value does not pay its lane time at the present price. */
    PRICE,
    /** The queue is full. */
    LIMIT,
    /** Even an idle server could not answer in time: retrying is useless. */
    IMPOSSIBLE
}
