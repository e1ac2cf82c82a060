package dev.vernier.compressor.passes;

import java.util.stream.IntStream;

/**
 * Removes inputs of a linear layer {@code Y = XW} one after the other and moves what they contributed into the weights of
 * the others by least squares (Optimal Brain Surgeon, with rows of W as the structures, as in ZipLM):
 *
 * <pre>
 * H = X'X + 0.01 mean(diag X'X) I      score_j = |W_j|^2 / (H^-1)_jj      p = argmin score
 * W -= (H^-1)_:p W_p / (H^-1)_pp       H^-1 -= (H^-1)_:p (H^-1)_p: / (H^-1)_pp
 * </pre>
 *
 * Only the diagonal of H^-1 is kept up to date; a column is made when it is needed, from the original and the columns of
 * the inputs that went before. That makes n removals cost n^2 instead of n^3.
 */
final class NeuronSelection {
    private static final double RIDGE = 0.01;

    private final int inputs;
    private final int removable;
    private final int outputs;
    private final double[] weights;
    private final double[] inverse;
    private final double[] diagonal;
    private final double[] norms;
    private final boolean[] isRemoved;

    /**
     * @param products {@code X'X}, row by row; overwritten
     * @param removable inputs from this one on stay, as the constant 1 of a bias must
     * @param weights W {@code [inputs, outputs]}; changed in place
     */
    NeuronSelection(double[] products, int inputs, int removable, double[] weights) {
        this.inputs = inputs;
        this.removable = removable;
        this.outputs = weights.length / inputs;
        this.weights = weights;
        PositiveDefinite.damp(products, inputs, RIDGE);
        this.inverse = PositiveDefinite.inverse(products, inputs);
        this.diagonal = new double[inputs];
        this.norms = new double[inputs];
        this.isRemoved = new boolean[inputs];
        for (int input = 0; input < inputs; input++) {
            diagonal[input] = inverse[input * inputs + input];
            norms[input] = norm(input);
        }
    }

    /**
     * Removes so many inputs, each time the one whose loss is least.
     *
     * @return the removable inputs that are left, ascending; all rows of the weights that are left are up to date
     */
    int[] remove(int count) {
        double[] columns = new double[Math.multiplyExact(count, inputs)];
        for (int step = 0; step < count; step++) {
            removeOne(cheapest(), step, columns);
        }
        return IntStream.range(0, removable).filter(input -> !isRemoved[input]).toArray();
    }

    private int cheapest() {
        int cheapest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int input = 0; input < removable; input++) {
            double score = norms[input] / diagonal[input];
            if (!isRemoved[input] && score < least) {
                cheapest = input;
                least = score;
            }
        }
        return cheapest;
    }

    /** {@code columns}: for each input removed so far its column of H^-1, over the root of its diagonal element. */
    private void removeOne(int removed, int step, double[] columns) {
        int at = step * inputs;
        System.arraycopy(inverse, removed * inputs, columns, at, inputs);
        for (int earlier = 0; earlier < step; earlier++) {
            int from = earlier * inputs;
            PositiveDefinite.addRow(columns, from, -columns[from + removed], columns, at, 0, inputs);
        }
        double pivot = columns[at + removed];
        double root = Math.sqrt(pivot);
        isRemoved[removed] = true;
        for (int input = 0; input < inputs; input++) {
            double share = columns[at + input] / pivot;
            columns[at + input] /= root;
            if (!isRemoved[input]) {
                PositiveDefinite.addRow(weights, removed * outputs, -share, weights, input * outputs, 0, outputs);
                norms[input] = norm(input);
                diagonal[input] -= columns[at + input] * columns[at + input];
            }
        }
    }

    private double norm(int input) {
        double sum = 0;
        for (int i = input * outputs; i < (input + 1) * outputs; i++) {
            sum += weights[i] * weights[i];
        }
        return sum;
    }
}
