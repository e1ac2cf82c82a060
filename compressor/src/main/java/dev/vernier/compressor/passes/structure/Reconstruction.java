package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.passes.PositiveDefinite;
import java.util.stream.IntStream;

/**
 * Lets the inputs of a linear layer {@code Y = XW} that stay (S) take over what the removed ones (R) contributed, by least
 * squares, with H as in {@link UnitSelection}: {@code W_S += (H_SS)^-1 H_SR W_R}.
 */
final class Reconstruction {
    private Reconstruction() {}

    /**
     * The weights with rows of zeros for the inputs that are removed.
     *
     * @param gram of X without the 1 of the bias
     * @param kept inputs, ascending; the bias stays anyway
     * @param weights W {@code [inputs, outputs]}, the bias as one more row behind them; left as they are
     */
    static double[] of(Gram gram, int[] kept, double[] weights, int outputs) {
        int all = gram.size() + 1;
        double[] squares = gram.productsWithOne();
        PositiveDefinite.damp(squares, all, UnitSelection.RIDGE);
        int[] stay =
                IntStream.concat(IntStream.of(kept), IntStream.of(gram.size())).toArray();
        boolean[] stays = new boolean[all];
        IntStream.of(stay).forEach(input -> stays[input] = true);
        double[] left = new double[stay.length * stay.length];
        double[] gained = new double[stay.length * outputs];
        for (int row = 0; row < stay.length; row++) {
            int from = stay[row] * all;
            for (int i = 0; i < stay.length; i++) {
                left[row * stay.length + i] = squares[from + stay[i]];
            }
            for (int input = 0; input < all; input++) {
                if (!stays[input]) {
                    PositiveDefinite.addRow(
                            weights, input * outputs, squares[from + input], gained, row * outputs, 0, outputs);
                }
            }
        }
        PositiveDefinite.solve(left, stay.length, gained, outputs);
        double[] result = new double[weights.length];
        for (int row = 0; row < stay.length; row++) {
            System.arraycopy(weights, stay[row] * outputs, result, stay[row] * outputs, outputs);
            PositiveDefinite.addRow(gained, row * outputs, 1, result, stay[row] * outputs, 0, outputs);
        }
        return result;
    }
}
