package dev.vernier.policy.baseline;

/** One variant for everybody. */
record FixedVariant(String name) implements Choice {
    @Override
    public int variant(Head head) {
        return head.permitted(name);
    }
}
