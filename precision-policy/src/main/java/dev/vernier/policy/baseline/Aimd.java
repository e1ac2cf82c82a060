package dev.vernier.policy.baseline;

/**
 * In the style of Clipper (Crankshaw et al., NSDI 2017): one variant, and batches that grow by one while they are in time and
 * shrink by a factor when they are not.
 */
final class Aimd implements Choice {
    private final String variant;
    private final double backOff;
    private double limit = 1;

    Aimd(String variant, double backOff) {
        this.variant = variant;
        this.backOff = backOff;
    }

    @Override
    public int variant(Head head) {
        return head.permitted(variant);
    }

    @Override
    public void finished(int rows, boolean wasInTime) {
        if (!wasInTime) {
            limit = Math.max(1, limit * backOff);
        } else if (rows >= (int) limit) {
            limit++;
        }
    }

    @Override
    public int maxBatch() {
        return (int) limit;
    }

    @Override
    public double mateShare() {
        return Double.POSITIVE_INFINITY;
    }
}
