package dev.vernier.policy;

/**
 * Fits a {@link CostCurve} to measured times: the least sum of squared relative errors in which no coefficient is
 * negative. Relative, so that short texts count as much as long ones. Not thread-safe.
 *
 * <p>With three coefficients the non-negative optimum is found exactly: it is the unconstrained optimum of one of the
 * seven subsets of coefficients that are not 0.
 */
public final class CostFit {
    private static final int COEFFICIENTS = 3;

    /** Sums of products of the relative features {@code (1, B*L, B*L^2) / time}, and of the features alone. */
    private final double[][] products = new double[COEFFICIENTS][COEFFICIENTS];

    private final double[] sums = new double[COEFFICIENTS];
    private int points;

    /** Adds one measured time of a batch of {@code rows} rows of {@code length} tokens. */
    public void add(int rows, int length, double nanos) {
        if (!(nanos > 0)) {
            throw new IllegalArgumentException("a run of " + nanos + " ns");
        }
        double tokens = (double) rows * length;
        double[] features = {1 / nanos, tokens / nanos, tokens * length / nanos};
        for (int i = 0; i < COEFFICIENTS; i++) {
            sums[i] += features[i];
            for (int j = 0; j < COEFFICIENTS; j++) {
                products[i][j] += features[i] * features[j];
            }
        }
        points++;
    }

    /** The best curve; of as many coefficients as the points determine. */
    public CostCurve curve() {
        if (points == 0) {
            throw new IllegalStateException("no time was measured");
        }
        double[] best = new double[COEFFICIENTS];
        double bestGain = 0;
        for (int subset = 1; subset < 1 << COEFFICIENTS; subset++) {
            double[] candidate = solve(subset);
            double gain = gain(candidate);
            if (gain > bestGain) {
                best = candidate;
                bestGain = gain;
            }
        }
        return new CostCurve(best[0], best[1], best[2]);
    }

    /** How much of the squared error of the zero curve these coefficients remove; negative where they are not allowed. */
    private double gain(double[] candidate) {
        double gain = 0;
        for (int i = 0; i < COEFFICIENTS; i++) {
            if (!(candidate[i] >= 0)) {
                return -1;
            }
            gain += 2 * candidate[i] * sums[i];
            for (int j = 0; j < COEFFICIENTS; j++) {
                gain -= candidate[i] * candidate[j] * products[i][j];
            }
        }
        return gain;
    }

    /** Solves the normal equations of a subset by elimination on scaled columns; NaN where they determine nothing. */
    private double[] solve(int subset) {
        double[][] rows = new double[COEFFICIENTS][COEFFICIENTS + 1];
        for (int i = 0; i < COEFFICIENTS; i++) {
            boolean isIn = (subset >> i & 1) == 1;
            for (int j = 0; j < COEFFICIENTS; j++) {
                boolean isBoth = isIn && (subset >> j & 1) == 1;
                rows[i][j] = isBoth ? products[i][j] / scale(i) / scale(j) : i == j ? 1 : 0;
            }
            rows[i][COEFFICIENTS] = isIn ? sums[i] / scale(i) : 0;
        }
        double[] solution = eliminate(rows);
        for (int i = 0; i < COEFFICIENTS; i++) {
            solution[i] /= scale(i);
        }
        return solution;
    }

    private double scale(int coefficient) {
        return Math.sqrt(products[coefficient][coefficient]);
    }

    /** Gauss-Jordan; the matrix is symmetric and positive with a diagonal of 1, so it needs no pivoting. */
    private static double[] eliminate(double[][] rows) {
        for (int pivot = 0; pivot < COEFFICIENTS; pivot++) {
            // Below this the columns are the same line to the precision of a clock.
            double divisor = rows[pivot][pivot] > 1e-9 ? rows[pivot][pivot] : Double.NaN;
            for (int j = pivot; j <= COEFFICIENTS; j++) {
                rows[pivot][j] /= divisor;
            }
            for (int i = 0; i < COEFFICIENTS; i++) {
                double factor = rows[i][pivot];
                for (int j = pivot; j <= COEFFICIENTS && i != pivot; j++) {
                    rows[i][j] -= factor * rows[pivot][j];
                }
            }
        }
        double[] solution = new double[COEFFICIENTS];
        for (int i = 0; i < COEFFICIENTS; i++) {
            solution[i] = rows[i][COEFFICIENTS];
        }
        return solution;
    }
}
