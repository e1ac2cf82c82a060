package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.graph.Weight;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Weights as matrices in double precision and back, and products of these. */
public final class Dense {
    private Dense() {}

    /** A copy of a weight {@code [rows, columns]}. */
    public static DMatrixRMaj of(Weight matrix) {
        return of(matrix.size(0), matrix.size(1), matrix.doubles());
    }

    /** A matrix over values, row by row, not copied. */
    static DMatrixRMaj of(int rows, int columns, double[] values) {
        return DMatrixRMaj.wrap(rows, columns, values);
    }

    /** Rounded to fp32. */
    static Weight weight(DMatrixRMaj matrix) {
        return Weight.rounded(new long[] {matrix.getNumRows(), matrix.getNumCols()}, matrix.getData());
    }

    /** {@code A B}. */
    static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.mult(a, b, null);
    }

    /** {@code A' B}. */
    static DMatrixRMaj transposedProduct(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.multTransA(a, b, null);
    }

    /** {@code A B'}. */
    static DMatrixRMaj productTransposed(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.multTransB(a, b, null);
    }

    /** {@code A'}. */
    static DMatrixRMaj transposed(DMatrixRMaj matrix) {
        return CommonOps_DDRM.transpose(matrix, null);
    }

    /** The first rows of a matrix. */
    static DMatrixRMaj firstRows(DMatrixRMaj matrix, int count) {
        return CommonOps_DDRM.extract(matrix, 0, count, 0, matrix.getNumCols());
    }
}
