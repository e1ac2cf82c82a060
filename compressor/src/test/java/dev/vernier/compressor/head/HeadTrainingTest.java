package dev.vernier.compressor.head;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class HeadTrainingTest {
    private static final long SEED = Long.getLong("seed", 7);

    private static <T> T onThreads(int count, Function<ExecutorService, T> work) {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            return work.apply(threads);
        } finally {
            threads.shutdownNow();
        }
    }

    /**
     * One feature, 1 or -1, whose class agrees with its sign in three of four samples: the optimum without a ridge gives
     * each class the odds 3 to 1, so the two classes' weights differ by ln 3 and the biases not at all.
     */
    @Test
    void findsTheOddsOfATwoByTwoTable() {
        float[] features = {1, 1, 1, 1, -1, -1, -1, -1};
        int[] labels = {0, 0, 0, 1, 1, 1, 1, 0};
        SoftmaxHead head = onThreads(1, threads -> new HeadTraining(0, 200).train(features, labels, 2, threads));
        assertThat(head.weights()[0][0] - head.weights()[0][1]).isCloseTo((float) Math.log(3), within(1e-3f));
        assertThat(head.bias()[0] - head.bias()[1]).isCloseTo(0, within(1e-3f));
        assertThat(head.predict(new float[] {9, 1}, 1)).isZero();
        assertThat(head.predict(new float[] {-1}, 0)).isOne();
    }

    @Test
    void separatesSeparableClasses() {
        Samples samples = Samples.clusters(600, 8, 5, SEED);
        SoftmaxHead head =
                onThreads(2, threads -> new HeadTraining(0.1, 200).train(samples.features, samples.labels, 5, threads));
        for (int s = 0; s < samples.labels.length; s++) {
            assertThat(head.predict(samples.features, s * 8))
                    .as("seed %d", SEED)
                    .isEqualTo(samples.labels[s]);
        }
    }

    @Test
    void doesNotDependOnTheNumberOfThreads() {
        Samples samples = Samples.clusters(700, 8, 3, SEED);
        HeadTraining training = new HeadTraining(1, 50);
        SoftmaxHead one = onThreads(1, threads -> training.train(samples.features, samples.labels, 3, threads));
        SoftmaxHead three = onThreads(3, threads -> training.train(samples.features, samples.labels, 3, threads));
        assertThat(three.weights()).isDeepEqualTo(one.weights());
        assertThat(three.bias()).isEqualTo(one.bias());
    }

    @Test
    void refusesFeaturesThatDoNotFitTheLabels() {
        assertThatThrownBy(() ->
                        onThreads(1, threads -> new HeadTraining(0, 1).train(new float[5], new int[2], 2, threads)))
                .hasMessage("5 features do not divide evenly among 2 samples");
    }

    private static final class Samples {
        private final float[] features;
        private final int[] labels;

        private Samples(float[] features, int[] labels) {
            this.features = features;
            this.labels = labels;
        }

        /** Class c lies around 3 on axis c, with a spread of 0.3. */
        static Samples clusters(int count, int width, int classes, long seed) {
            Random random = new Random(seed);
            float[] features = new float[count * width];
            int[] labels = new int[count];
            for (int s = 0; s < count; s++) {
                labels[s] = random.nextInt(classes);
                for (int d = 0; d < width; d++) {
                    features[s * width + d] = (float) (random.nextGaussian() * 0.3 + (d == labels[s] ? 3 : 0));
                }
            }
            return new Samples(features, labels);
        }
    }
}
