package dev.vernier.policy;

/** Why a variant was chosen; the reply's {@code reason}. */
public enum Reason {
    /** The reference: nothing asked for less. */
    REFERENCE,
    /** The price made a cheaper variant worth more. */
    PRICE,
    /** A dearer variant would have missed the target. */
    DEADLINE,
    /** The floor left one variant. */
    FLOOR,
    /** The request named the variant. */
    PIN,
    /** The head of its batch chose it. */
    BATCH,
    /** A better variant was not loaded. */
    RESIDENCY,
    /** The fixed safe policy chose it, since no current snapshot is there. */
    FALLBACK
}
