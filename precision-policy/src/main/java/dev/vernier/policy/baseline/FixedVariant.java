package dev.vernier.policy.baseline;

/** One variant for everybody. */
record FixedVariant(int slot) implements Choice {
    @Override
    public int variant(Head head) {
        return head.permitted(slot);
    }
}
