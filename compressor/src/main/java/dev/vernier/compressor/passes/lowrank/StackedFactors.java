package dev.vernier.compressor.passes.lowrank;

import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Matrices of one shape as a small core each between two factors that all share, {@code W_l = U C_l V}: the Tucker form of their
 * stack that keeps the layers apart, by HOSVD (De Lathauwer et al. 2000).
 *
 * @param left U {@code [in, p]}, orthonormal columns
 * @param cores {@code [p, q]}
 * @param right V {@code [q, out]}, orthonormal rows
 */
record StackedFactors(DMatrixRMaj left, List<DMatrixRMaj> cores, DMatrixRMaj right) {
    StackedFactors {
        cores = List.copyOf(cores);
    }

    /** {@code p} and {@code q}: the columns of the left factor and the rows of the right one. */
    static StackedFactors of(List<DMatrixRMaj> matrices, int p, int q) {
        DMatrixRMaj rows =
                new DMatrixRMaj(matrices.get(0).getNumRows(), matrices.get(0).getNumRows());
        DMatrixRMaj columns =
                new DMatrixRMaj(matrices.get(0).getNumCols(), matrices.get(0).getNumCols());
        for (DMatrixRMaj matrix : matrices) {
            CommonOps_DDRM.addEquals(rows, Dense.productTransposed(matrix, matrix));
            CommonOps_DDRM.addEquals(columns, Dense.transposedProduct(matrix, matrix));
        }
        DMatrixRMaj left = Eigenbasis.of(rows).vectors(p);
        DMatrixRMaj right = Eigenbasis.of(columns).vectors(q);
        return new StackedFactors(
                Dense.transposed(left),
                matrices.stream()
                        .map(matrix -> Dense.productTransposed(Dense.product(left, matrix), right))
                        .toList(),
                right);
    }

    /** What stands for one of the matrices. */
    Factors of(int place) {
        return new Factors(List.of(Dense.weight(left), Dense.weight(cores.get(place)), Dense.weight(right)));
    }
}
