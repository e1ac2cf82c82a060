package dev.vernier.compressor.passes.pruning;

import dev.vernier.compressor.passes.PositiveDefinite;

/**
 * Removes weights input by input, each one's loss made up for by the inputs that come after (Optimal Brain Surgeon in the order
 * of GPTQ: SparseGPT, Frantar and Alistarh 2023):
 *
 * <pre>
 * H = X'X + 0.01 mean(diag X'X) I      U'U = H^-1
 * score_ij = |w_ij| / U_ii             w_kj -= U_ik w_ij / U_ii  for k > i, when w_ij goes
 * </pre>
 *
 * The constant 1 of a bias comes last and stays, so that the bias takes over means. Which weights of a band of inputs go is decided when its turn comes, by the weights as they are then.
 */
final class ObsSweep {
    private final double[] weights;
    private final int inputs;
    private final int outputs;
    private final int rows;
    private final double[] factor;

    /**
     * @param weights W row by row, changed in place: so many inputs, and those behind that stay
     * @param moments {@code X'X} of all of them, row by row, overwritten
     */
    ObsSweep(double[] weights, int inputs, int outputs, double[] moments) {
        this.weights = weights;
        this.inputs = inputs;
        this.outputs = outputs;
        this.rows = weights.length / outputs;
        this.factor = PositiveDefinite.inverseFactor(moments, rows);
    }

    void prune(Choice choice) {
        int band = choice.inputsAtOnce();
        for (int from = 0; from < inputs; from += band) {
            int to = Math.min(inputs, from + band);
            boolean[] removed = choice.removed(scores(from, to), outputs);
            for (int input = from; input < to; input++) {
                removeFrom(input, removed, (input - from) * outputs);
            }
        }
    }

    private double[] scores(int from, int to) {
        double[] scores = new double[(to - from) * outputs];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = Math.abs(weights[from * outputs + i]) / pivot(from + i / outputs);
        }
        return scores;
    }

    private double pivot(int input) {
        return factor[input * rows + input];
    }

    /** {@code removed}: whether the weights of this input go, from {@code place} on. */
    private void removeFrom(int input, boolean[] removed, int place) {
        double[] losses = new double[outputs];
        for (int output = 0; output < outputs; output++) {
            int at = input * outputs + output;
            if (removed[place + output]) {
                losses[output] = weights[at] / pivot(input);
                weights[at] = 0;
            }
        }
        for (int later = input + 1; later < rows; later++) {
            PositiveDefinite.addRow(losses, 0, -factor[input * rows + later], weights, later * outputs, 0, outputs);
        }
    }
}
