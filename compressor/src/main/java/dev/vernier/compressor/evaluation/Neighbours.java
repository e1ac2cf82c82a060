package dev.vernier.compressor.evaluation;

import java.util.List;
import java.util.stream.IntStream;

/** For each text, the ten others whose answers point in the most similar direction. */
final class Neighbours {
    private static final int COUNT = 10;

    private final List<List<Integer>> nearest;

    private Neighbours(List<List<Integer>> nearest) {
        this.nearest = nearest;
    }

    /** Compares every pair among the first {@code rows} answers. */
    static Neighbours of(Answers answers, int rows) {
        Answers directions = normalised(answers, rows);
        return new Neighbours(IntStream.range(0, rows)
                .parallel()
                .mapToObj(row -> nearest(directions, row))
                .toList());
    }

    /** For each text, the share of its neighbours that it has there too. */
    double[] overlap(Neighbours other) {
        double[] shares = new double[nearest.size()];
        for (int i = 0; i < shares.length; i++) {
            List<Integer> there = other.nearest.get(i);
            long common = nearest.get(i).stream().filter(there::contains).count();
            shares[i] = common / (double) Math.max(1, there.size());
        }
        return shares;
    }

    private static List<Integer> nearest(Answers directions, int row) {
        float[] products = products(directions, row);
        products[row] = Float.NEGATIVE_INFINITY;
        int[] best = new int[Math.min(COUNT, directions.rows() - 1)];
        int found = 0;
        for (int other = 0; other < products.length; other++) {
            if (found < best.length || products[other] > products[best[found - 1]]) {
                int at = found < best.length ? found++ : found - 1;
                for (; at > 0 && products[other] > products[best[at - 1]]; at--) {
                    best[at] = best[at - 1];
                }
                best[at] = other;
            }
        }
        return IntStream.of(best).boxed().toList();
    }

    private static float[] products(Answers directions, int row) {
        int width = directions.width();
        float[] values = directions.values();
        float[] products = new float[directions.rows()];
        for (int other = 0; other < products.length; other++) {
            // Four sums side by side: one alone would wait for each addition before the next.
            float first = 0;
            float second = 0;
            float third = 0;
            float fourth = 0;
            int here = row * width;
            int there = other * width;
            int i = 0;
            for (; i + 3 < width; i += 4) {
                first += values[here + i] * values[there + i];
                second += values[here + i + 1] * values[there + i + 1];
                third += values[here + i + 2] * values[there + i + 2];
                fourth += values[here + i + 3] * values[there + i + 3];
            }
            for (; i < width; i++) {
                first += values[here + i] * values[there + i];
            }
            products[other] = first + second + (third + fourth);
        }
        return products;
    }

    private static Answers normalised(Answers answers, int rows) {
        int width = answers.width();
        float[] directions = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            for (int i = 0; i < width; i++) {
                squares += (double) answers.value(row, i) * answers.value(row, i);
            }
            double norm = Math.max(Math.sqrt(squares), Double.MIN_NORMAL);
            for (int i = 0; i < width; i++) {
                directions[row * width + i] = (float) (answers.value(row, i) / norm);
            }
        }
        return new Answers(width, directions);
    }
}
