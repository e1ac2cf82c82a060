package dev.vernier.compressor.head;

import java.util.Arrays;

/**
 * Some samples, in both layouts that the two products of a gradient need, so that every inner loop runs over consecutive
 * floats. Immutable.
 */
final class SampleBlock {
    private final int samples;
    private final int width;
    private final int classes;
    private final int[] labels;
    /** [samples, width] */
    private final float[] rows;
    /** [width, samples] */
    private final float[] columns;

    SampleBlock(float[] features, int[] allLabels, int from, int samples, int width, int classes) {
        this.samples = samples;
        this.width = width;
        this.classes = classes;
        this.labels = Arrays.copyOfRange(allLabels, from, from + samples);
        this.rows = Arrays.copyOfRange(features, from * width, (from + samples) * width);
        this.columns = new float[rows.length];
        for (int s = 0; s < samples; s++) {
            for (int d = 0; d < width; d++) {
                columns[d * samples + s] = rows[s * width + d];
            }
        }
    }

    /** Sums of the cross-entropy and of its gradient over the block. */
    Sum sum(float[] variables) {
        float[] scores = logits(variables);
        double loss = toResiduals(scores);
        return new Sum(loss, gradient(scores));
    }

    /** [classes, samples] */
    private float[] logits(float[] variables) {
        float[] logits = new float[classes * samples];
        for (int c = 0; c < classes; c++) {
            Arrays.fill(logits, c * samples, (c + 1) * samples, variables[c * (width + 1) + width]);
        }
        for (int d = 0; d < width; d++) {
            for (int c = 0; c < classes; c++) {
                addScaled(logits, c * samples, variables[c * (width + 1) + d], columns, d * samples, samples);
            }
        }
        return logits;
    }

    /** Turns logits into probability - [class is the label]; returns the summed cross-entropy. */
    private double toResiduals(float[] scores) {
        double loss = 0;
        for (int s = 0; s < samples; s++) {
            float max = Float.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                max = Math.max(max, scores[c * samples + s]);
            }
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp(scores[c * samples + s] - max);
            }
            double logTotal = max + Math.log(total);
            loss += logTotal - scores[labels[s] * samples + s];
            for (int c = 0; c < classes; c++) {
                int at = c * samples + s;
                scores[at] = (float) (Math.exp(scores[at] - logTotal) - (c == labels[s] ? 1 : 0));
            }
        }
        return loss;
    }

    /** [classes, width + 1] */
    private float[] gradient(float[] residuals) {
        float[] gradient = new float[classes * (width + 1)];
        for (int s = 0; s < samples; s++) {
            for (int c = 0; c < classes; c++) {
                int at = c * (width + 1);
                float residual = residuals[c * samples + s];
                addScaled(gradient, at, residual, rows, s * width, width);
                gradient[at + width] += residual;
            }
        }
        return gradient;
    }

    private static void addScaled(float[] sum, int sumAt, float factor, float[] addend, int addendAt, int count) {
        for (int i = 0; i < count; i++) {
            sum[sumAt + i] += factor * addend[addendAt + i];
        }
    }

    /** A block's part of the loss and its gradient. */
    static final class Sum {
        private final double loss;
        private final float[] gradient;

        private Sum(double loss, float[] gradient) {
            this.loss = loss;
            this.gradient = gradient;
        }

        double loss() {
            return loss;
        }

        void addGradientTo(double[] total) {
            for (int i = 0; i < total.length; i++) {
                total[i] += gradient[i];
            }
        }
    }
}
