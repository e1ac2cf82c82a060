package dev.vernier.compressor.head;

/** A trained linear classifier: {@code logits = features * weights + bias}. Immutable by agreement: arrays are not copied. */
public final class SoftmaxHead {
    private final float[][] weights;
    private final float[] bias;

    SoftmaxHead(float[][] weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    /** [width][classes]. */
    public float[][] weights() {
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
        for (int c = 0; c < bias.length; c++) {
            double logit = bias[c];
            for (int d = 0; d < weights.length; d++) {
                logit += features[offset + d] * weights[d][c];
            }
            if (logit > bestLogit) {
                bestLogit = logit;
                best = c;
            }
        }
        return best;
    }
}
