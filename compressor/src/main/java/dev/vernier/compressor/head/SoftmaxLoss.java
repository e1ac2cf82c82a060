package dev.vernier.compressor.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Mean cross-entropy of softmax regression plus {@code ridge / 2 * |weights|^2}, the bias not penalised. Variables: for
 * each class its weights, then its bias.
 *
 * <p>Works on blocks of samples, each on whichever thread is free, and adds their sums up in the blocks' order, so the
 * result does not depend on the number of threads.
 */
final class SoftmaxLoss implements Objective {
    private static final int BLOCK = 256;

    private final int width;
    private final int classes;
    private final double ridge;
    private final int samples;
    private final List<SampleBlock> blocks = new ArrayList<>();
    private final ExecutorService threads;

    SoftmaxLoss(float[] features, int[] labels, int classes, double ridge, ExecutorService threads) {
        this.samples = labels.length;
        this.width = features.length / samples;
        this.classes = classes;
        this.ridge = ridge;
        this.threads = threads;
        for (int from = 0; from < samples; from += BLOCK) {
            blocks.add(new SampleBlock(features, labels, from, Math.min(BLOCK, samples - from), width, classes));
        }
    }

    @Override
    public int dimension() {
        return classes * (width + 1);
    }

    @Override
    public double evaluate(double[] point, double[] gradient) {
        float[] variables = new float[point.length];
        for (int i = 0; i < point.length; i++) {
            variables[i] = (float) point[i];
        }
        double loss = 0;
        Arrays.fill(gradient, 0);
        for (SampleBlock.Sum sum : sums(variables)) {
            loss += sum.loss();
            sum.addGradientTo(gradient);
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= samples;
        }
        return loss / samples + penalty(point, gradient);
    }

    private double penalty(double[] point, double[] gradient) {
        double squares = 0;
        for (int i = 0; i < point.length; i++) {
            if (i % (width + 1) < width) {
                squares += point[i] * point[i];
                gradient[i] += ridge * point[i];
            }
        }
        return ridge / 2 * squares;
    }

    private List<SampleBlock.Sum> sums(float[] variables) {
        List<Callable<SampleBlock.Sum>> tasks = new ArrayList<>();
        blocks.forEach(block -> tasks.add(() -> block.sum(variables)));
        List<SampleBlock.Sum> sums = new ArrayList<>();
        try {
            for (Future<SampleBlock.Sum> future : threads.invokeAll(tasks)) {
                sums.add(future.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while training", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a block's gradient failed", e.getCause());
        }
        return sums;
    }
}
