package dev.vernier.policy.baseline;

/**
 * In the style of SuperServe's SlackFit (Khare et al., NSDI 2025): all pairs of variant and batch size are sorted into
 * buckets of latency; the bucket just below the head's slack is used, and in it the largest batch.
 */
final class SlackFit implements Choice {
    private static final int BUCKETS = 16;

    private final double slackShare;
    private final int largestBatch;
    private int batch = 1;

    SlackFit(double slackShare, int largestBatch) {
        this.slackShare = slackShare;
        this.largestBatch = largestBatch;
    }

    @Override
    public int variant(Head head) {
        int chosen = head.cheapest();
        int chosenBucket = -1;
        batch = 1;
        double slack = slackShare * head.slackNanos();
        for (int variant = 0; variant < head.variants(); variant++) {
            for (int size = 1; head.permits(variant) && size <= largestBatch; size *= 2) {
                double nanos = head.slowdown()
                        * head.model()
                                .variants()
                                .get(variant)
                                .cost()
                                .nanos(size, head.demand().length());
                int bucket = (int) (BUCKETS * nanos / slack);
                if (nanos <= slack && isBetter(head, bucket, size, variant, chosenBucket, chosen)) {
                    chosenBucket = bucket;
                    batch = size;
                    chosen = variant;
                }
            }
        }
        return chosen;
    }

    private boolean isBetter(Head head, int bucket, int size, int variant, int chosenBucket, int chosen) {
        if (bucket != chosenBucket) {
            return bucket > chosenBucket;
        }
        return size > batch || (size == batch && head.value(variant) > head.value(chosen));
    }

    @Override
    public int maxBatch() {
        return batch;
    }

    @Override
    public double mateShare() {
        return Double.POSITIVE_INFINITY;
    }
}
