package dev.vernier.compressor.calibrate;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Node;

/**
 * How far answers are from the reference's, 0 when they are equal: the mean over texts of the Kullback-Leibler divergence
 * where answers are probabilities, of 1 - cosine where they are vectors.
 */
public enum Divergence {
    KULLBACK_LEIBLER {
        @Override
        double of(float[] reference, float[] answer) {
            double sum = 0;
            for (int i = 0; i < reference.length; i++) {
                double p = Math.max(reference[i], SMALLEST_PROBABILITY);
                sum += p * Math.log(p / Math.max(answer[i], SMALLEST_PROBABILITY));
            }
            return sum;
        }
    },
    COSINE {
        @Override
        double of(float[] reference, float[] answer) {
            double product = 0;
            double lengths = 0;
            double otherLengths = 0;
            for (int i = 0; i < reference.length; i++) {
                product += (double) reference[i] * answer[i];
                lengths += (double) reference[i] * reference[i];
                otherLengths += (double) answer[i] * answer[i];
            }
            return 1 - product / Math.sqrt(lengths * otherLengths);
        }
    };

    /** Below what a softmax in fp32 can tell from 0. */
    private static final double SMALLEST_PROBABILITY = 1e-9;

    /** The measure that fits a graph's output. */
    public static Divergence of(Graph graph) {
        Node last = graph.producer(graph.outputs().get(0).name());
        return last != null && last.is("Softmax") ? KULLBACK_LEIBLER : COSINE;
    }

    abstract double of(float[] reference, float[] answer);

    /** The mean over the rows. */
    public double mean(float[][] reference, float[][] answers) {
        double sum = 0;
        for (int row = 0; row < reference.length; row++) {
            sum += of(reference[row], answers[row]);
        }
        return sum / reference.length;
    }
}
