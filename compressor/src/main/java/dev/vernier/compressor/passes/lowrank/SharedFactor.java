package dev.vernier.compressor.passes.lowrank;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * One matrix M in the place of several of the same shape, each of which becomes {@code s_l M}, by least squares: s is the first
 * eigenvector of the products {@code W_k . W_l}, {@code M = sum s_l W_l}, and the first eigenvalue is how much of all squared
 * weights is kept.
 *
 * @param scales of each matrix; their squares sum up to 1, and the largest is above 0
 * @param matrix M
 * @param kept the share of the sum of all squared weights that is kept
 */
record SharedFactor(List<Double> scales, DMatrixRMaj matrix, double kept) {
    SharedFactor {
        scales = List.copyOf(scales);
    }

    /** {@code matrices}: at least one, all of the same shape. */
    static SharedFactor of(List<DMatrixRMaj> matrices) {
        int count = matrices.size();
        DMatrixRMaj products = new DMatrixRMaj(count, count);
        for (int k = 0; k < count; k++) {
            for (int l = 0; l < count; l++) {
                products.set(
                        k,
                        l,
                        CommonOps_DDRM.elementSum(CommonOps_DDRM.elementMult(matrices.get(k), matrices.get(l), null)));
            }
        }
        Eigenbasis basis = Eigenbasis.of(products);
        double[] scales = basis.vectors(1).getData();
        CommonOps_DDRM.scale(Math.signum(largest(scales)), DMatrixRMaj.wrap(1, count, scales));
        DMatrixRMaj matrix =
                new DMatrixRMaj(matrices.get(0).getNumRows(), matrices.get(0).getNumCols());
        for (int l = 0; l < count; l++) {
            CommonOps_DDRM.addEquals(matrix, scales[l], matrices.get(l));
        }
        double total = CommonOps_DDRM.trace(products);
        return new SharedFactor(
                Arrays.stream(scales).boxed().toList(), matrix, total > 0 ? basis.values()[0] / total : 1);
    }

    /** The one that is farthest from 0. */
    private static double largest(double[] values) {
        double largest = values[0];
        for (double value : values) {
            largest = Math.abs(value) > Math.abs(largest) ? value : largest;
        }
        return largest;
    }
}
