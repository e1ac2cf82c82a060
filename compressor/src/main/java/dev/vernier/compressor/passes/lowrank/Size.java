package dev.vernier.compressor.passes.lowrank;

/**
 * How much of a matrix two factors keep.
 *
 * @param rank of every matrix; 0 for a share of its parameters
 * @param share in (0,1); of no account with a rank
 */
public record Size(int rank, double share) {
    public Size {
        if (rank < 0) {
            throw new IllegalArgumentException("a rank must be at least 1 (or 0, to go by the share), not " + rank);
        }
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("the share of the parameters to keep must be in (0,1), not " + share);
        }
    }

    /** The rank of the factors of a matrix {@code [in, out]}. */
    int rank(int in, int out) {
        return rank > 0 ? rank : Ranks.ofShare(in, out, share);
    }
}
