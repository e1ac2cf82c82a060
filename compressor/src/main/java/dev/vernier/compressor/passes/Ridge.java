package dev.vernier.compressor.passes;

import dev.vernier.compressor.calibrate.Regression;
import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;

/**
 * A linear layer with a bias, fitted by least squares that keeps it near a given one:
 *
 * <pre>
 * min |[X,1]W - Y|^2 + r |W - W0|^2      r = ridge * mean diag [X,1]'[X,1]
 * W = ([X,1]'[X,1] + rI)^-1 ([X,1]'Y + r W0)
 * </pre>
 *
 * @param matrix {@code [inputs, outputs]}
 * @param bias {@code [outputs]}
 */
public record Ridge(Weight matrix, Weight bias) {
    /** {@code start}: W0 {@code [inputs + 1, outputs]}, row by row, the bias last. */
    public static Ridge fit(Regression moments, double ridge, double[] start) {
        int inputs = moments.inputs();
        int outputs = moments.outputs();
        int rows = inputs + 1;
        double[] squares = moments.squares();
        double[] weights = moments.products();
        double weight = PositiveDefinite.damp(squares, rows, ridge);
        for (int i = 0; i < weights.length; i++) {
            weights[i] += weight * start[i];
        }
        PositiveDefinite.solve(squares, rows, weights, outputs);
        int end = inputs * outputs;
        return new Ridge(
                Weight.rounded(new long[] {inputs, outputs}, Arrays.copyOf(weights, end)),
                Weight.rounded(new long[] {outputs}, Arrays.copyOfRange(weights, end, weights.length)));
    }
}
