package dev.vernier.compressor.sparse;

import dev.vernier.compressor.graph.Weight;
import dev.vernier.store.measure.Intervals;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Races sparse products in Java against ONNX Runtime's dense product over the same matrix, on one thread, round by round
 * next to each other. Each sparse product is compared with the dense product of the same pruned matrix first.
 */
public final class KernelRace {
    /** Long enough for the clock, short enough for both of a pair to meet the same machine. */
    private static final long ROUND_NANOS = 3_000_000;

    /** Rounding of a sum of some thousand products of order 1. */
    private static final float TOLERANCE = 1e-3f;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Weight matrix;
    private final int tokens;
    private final int rounds;
    private final float[] input;

    /**
     * A race over one matrix.
     *
     * @param matrix {@code [in, out]}, fp32
     * @param tokens rows of the input, which is normally distributed noise
     */
    public KernelRace(Weight matrix, int tokens, int rounds, long seed) {
        this.matrix = matrix;
        this.tokens = tokens;
        this.rounds = rounds;
        Random random = new Random(seed);
        input = new float[tokens * matrix.size(0)];
        for (int i = 0; i < input.length; i++) {
            input[i] = (float) random.nextGaussian();
        }
    }

    /**
     * Runs all kernels at one sparsity.
     *
     * @throws IllegalStateException when a kernel's product is wrong
     */
    public List<KernelTimes> at(double sparsity) {
        List<KernelTimes> times = new ArrayList<>();
        try (MatrixProduct whole = Kernel.RUNTIME.product(matrix)) {
            for (Kernel kernel : Kernel.values()) {
                Weight pruned = kernel.pruned(matrix, sparsity);
                try (MatrixProduct product = kernel.product(pruned)) {
                    check(kernel, product, pruned);
                    times.add(times(kernel, sparsity, product, whole));
                }
            }
        }
        return times;
    }

    private void check(Kernel kernel, MatrixProduct product, Weight pruned) {
        float[] expected = new float[tokens * matrix.size(1)];
        float[] actual = new float[expected.length];
        try (MatrixProduct dense = Kernel.RUNTIME.product(pruned)) {
            dense.multiply(input, tokens, expected);
        }
        product.multiply(input, tokens, actual);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= TOLERANCE)) {
                throw new IllegalStateException("the product by " + kernel.label() + " is wrong at element " + i + ": "
                        + actual[i] + " instead of " + expected[i]);
            }
        }
    }

    private KernelTimes times(Kernel kernel, double sparsity, MatrixProduct product, MatrixProduct whole) {
        int repeats = repeats(whole);
        double[] ratios = new double[rounds];
        nanos(product, repeats);
        for (int round = 0; round < rounds; round++) {
            double denseNanos = nanos(whole, repeats);
            ratios[round] = denseNanos / nanos(product, repeats);
        }
        return new KernelTimes(
                matrix.size(0) + "x" + matrix.size(1),
                tokens,
                sparsity,
                kernel,
                product.byteCount(),
                Intervals.interleavedMedian(ratios));
    }

    private int repeats(MatrixProduct product) {
        nanos(product, 1);
        long once = Math.max(1, nanos(product, 1));
        return (int) Math.max(1, Math.min(1000, ROUND_NANOS / once));
    }

    private long nanos(MatrixProduct product, int repeats) {
        float[] output = new float[tokens * matrix.size(1)];
        long start = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < repeats; i++) {
            product.multiply(input, tokens, output);
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }
}
