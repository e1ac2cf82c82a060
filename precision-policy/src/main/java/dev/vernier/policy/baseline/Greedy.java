package dev.vernier.policy.baseline;

/**
 * The most valuable variant that meets the head's target; with look-ahead only if the rest of the queue is then still in time
 * on its cheapest variants.
 */
record Greedy(double guard, boolean looksAhead) implements Choice {
    @Override
    public int variant(Head head) {
        int best = head.cheapest();
        for (int variant = 0; variant < head.variants(); variant++) {
            double nanos = guard * head.nanos(variant);
            if (head.permits(variant)
                    && head.value(variant) > head.value(best)
                    && nanos <= head.slackNanos()
                    && (!looksAhead || head.canWait().test(nanos))) {
                best = variant;
            }
        }
        return best;
    }
}
