package dev.vernier.store;

/**
 * One dimension of a tensor's declared shape.
 *
 * @param role what varies along it
 * @param size its size where {@link Role#FIXED}, else -1
 */
public record Dimension(Role role, long size) {
    /** What varies along a dimension. */
    public enum Role {
        FIXED,
        /** Rows of a batch; rows of several requests may be merged along it. */
        BATCH,
        /** Tokens; shorter rows are padded along it. */
        SEQUENCE,
        /** Any size, decided by each request, never padded or merged. */
        FREE
    }

    public Dimension {
        if (role == Role.FIXED ? size < 0 : size != -1) {
            throw new IllegalArgumentException("size " + size + " does not fit role " + role);
        }
    }

    public static final Dimension BATCH = new Dimension(Role.BATCH, -1);
    public static final Dimension SEQUENCE = new Dimension(Role.SEQUENCE, -1);
    public static final Dimension FREE = new Dimension(Role.FREE, -1);

    public static Dimension fixed(long size) {
        return new Dimension(Role.FIXED, size);
    }
}
