package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Gram;

/** How weights become numbers of a {@link BlockFormat}. */
public enum Rounding {
    /** Each to the nearest. */
    NEAREST {
        @Override
        void apply(BlockMatrix target, BlockFormat format, Gram moments, double[] weights, int inputs) {
            int outputs = weights.length / inputs;
            for (int input = 0; input < inputs; input++) {
                for (int output = 0; output < outputs; output++) {
                    int at = input * outputs + output;
                    if (input % format.blockSize() == 0) {
                        open(target, format, input, output, weights, inputs);
                    }
                    weights[at] = target.put(input, output, weights[at]);
                }
            }
        }
    },

    /**
     * Input by input, each one's rounding error made up for by the inputs that come after (GPTQ, Frantar et al. 2022):
     *
     * <pre>
     * H = 2 X'X / tokens + 0.01 mean(diag) I      U'U = H^-1
     * e_i = (w_i - round(w_i)) / U_ii             w_j -= U_ij e_i  for j > i
     * </pre>
     *
     * A block's scale is chosen when its turn comes, from the weights as they are then.
     */
    GPTQ {
        @Override
        void apply(BlockMatrix target, BlockFormat format, Gram moments, double[] weights, int inputs) {
            int outputs = weights.length / inputs;
            double[] factor = PositiveDefinite.inverseFactor(moments.products(), inputs);
            double[] errors = new double[outputs];
            for (int input = 0; input < inputs; input++) {
                double pivot = factor[input * inputs + input];
                for (int output = 0; output < outputs; output++) {
                    int at = input * outputs + output;
                    if (input % format.blockSize() == 0) {
                        open(target, format, input, output, weights, inputs);
                    }
                    double rounded = target.put(input, output, weights[at]);
                    errors[output] = (weights[at] - rounded) / pivot;
                    weights[at] = rounded;
                }
                for (int later = input + 1; later < inputs; later++) {
                    double share = -factor[input * inputs + later];
                    PositiveDefinite.addRow(errors, 0, share, weights, later * outputs, 0, outputs);
                }
            }
        }
    };

    /**
     * Fills {@code target}.
     *
     * @param weights row by row {@code [in, out]}; replaced by what they have become
     */
    abstract void apply(BlockMatrix target, BlockFormat format, Gram moments, double[] weights, int inputs);

    /** Opens the block that begins with an input. */
    private static void open(
            BlockMatrix target, BlockFormat format, int first, int output, double[] weights, int inputs) {
        int outputs = weights.length / inputs;
        double low = 0;
        double high = 0;
        for (int input = first; input < Math.min(inputs, first + format.blockSize()); input++) {
            double weight = weights[input * outputs + output];
            low = Math.min(low, weight);
            high = Math.max(high, weight);
        }
        target.open(first / format.blockSize(), output, low, high);
    }
}
