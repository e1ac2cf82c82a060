package dev.vernier.compressor.head;

/** A trained linear classifier: {@code logits = features * weights + bias}. Immutable by agreement: arrays are not copied. */
public final class SoftmaxHead {
    private final int width;
    private final int classes;
    private final float[] weights;
    private final float[] bias;

    SoftmaxHead(int width, int classes, float[] weights, float[] bias) {
        this.width = width;
        this.classes = classes;
        this.weights = weights;
        this.bias = bias;
    }

    /** Number of features. */
    public int width() {
        return width;
    }

    public int classes() {
        return classes;
    }

    /** [width, classes], row-major. */
    public float[] weights() {
        return weights;
    }

    /** [classes]. */
    public float[] bias() {
        return bias;
    }

    /** The most probable class of the row that starts at {@code offset} of {@code features}. */
    public int predict(float[] features, int offset) {
        int best = 0;
        double bestLogit = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            double logit = bias[c];
            for (int d = 0; d < width; d++) {
                logit += features[offset + d] * weights[d * classes + c];
            }
            if (logit > bestLogit) {
                bestLogit = logit;
                best = c;
            }
        }
        return best;
    }
}
