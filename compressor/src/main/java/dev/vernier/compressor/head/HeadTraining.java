package dev.vernier.compressor.head;

import java.util.concurrent.ExecutorService;

/**
 * Fits a {@link SoftmaxHead} to features and labels. The loss is convex and the method deterministic: the same samples
 * give the same head, bit for bit, with any number of threads.
 *
 * @param ridge precision of the normal prior of each weight: the loss is the mean over the samples of the cross-entropy, plus
 *     {@code ridge / samples / 2} times the squared norm
 * @param maxIterations of {@link Lbfgs}
 */
public record HeadTraining(double ridge, int maxIterations) {
    /** Accuracy does not change in the third digit below it. */
    private static final double GRADIENT_TOLERANCE = 1e-5;

    /**
     * Trains.
     *
     * @param features [samples, width], row-major
     * @param labels the class of each sample, from 0
     */
    public SoftmaxHead train(float[] features, int[] labels, int classes, ExecutorService threads) {
        if (labels.length == 0 || features.length % labels.length != 0) {
            throw new IllegalArgumentException(
                    features.length + " features do not divide evenly among " + labels.length + " samples");
        }
        SoftmaxLoss loss = new SoftmaxLoss(features, labels, classes, ridge / labels.length, threads);
        double[] best = new Lbfgs(maxIterations, GRADIENT_TOLERANCE).minimise(loss, new double[loss.dimension()]);
        return head(best, features.length / labels.length, classes);
    }

    private static SoftmaxHead head(double[] variables, int width, int classes) {
        float[][] weights = new float[width][classes];
        float[] bias = new float[classes];
        for (int c = 0; c < classes; c++) {
            for (int d = 0; d < width; d++) {
                weights[d][c] = (float) variables[c * (width + 1) + d];
            }
            bias[c] = (float) variables[c * (width + 1) + width];
        }
        return new SoftmaxHead(weights, bias);
    }
}
