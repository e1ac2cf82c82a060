package dev.vernier.compressor.passes.lowrank;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Non-negative factors of the positive and of the negative part of a matrix, {@code W = P - N}, half of the rank for each;
 * {@code W' = [A1 A2] [B1; -B2]}. Each part by hierarchical alternating least squares (Cichocki, Zdunek and Amari 2007), which
 * comes further in {@value #SWEEPS} sweeps than multiplicative updates in hundreds.
 */
final class SignedNmf {
    private static final int SWEEPS = 20;
    private static final long SEED = 31;

    private SignedNmf() {}

    static Factors factors(DMatrixRMaj matrix, int rank) {
        int negative = rank / 2;
        DMatrixRMaj left = new DMatrixRMaj(matrix.getNumRows(), rank);
        DMatrixRMaj right = new DMatrixRMaj(rank, matrix.getNumCols());
        insert(factored(part(matrix, 1), rank - negative), 1, left, right, 0);
        insert(factored(part(matrix, -1), negative), -1, left, right, rank - negative);
        return Factors.of(left, right);
    }

    private static DMatrixRMaj part(DMatrixRMaj matrix, int sign) {
        DMatrixRMaj part = matrix.copy();
        for (int i = 0; i < part.getNumElements(); i++) {
            part.getData()[i] = Math.max(0, sign * part.getData()[i]);
        }
        return part;
    }

    private static void insert(Pair pair, int sign, DMatrixRMaj left, DMatrixRMaj right, int at) {
        CommonOps_DDRM.insert(Dense.transposed(pair.columns()), left, 0, at);
        CommonOps_DDRM.scale(sign, pair.rows());
        CommonOps_DDRM.insert(pair.rows(), right, at, 0);
    }

    /** {@code X = columns' rows}, both {@code [rank, ...]}. */
    private record Pair(DMatrixRMaj columns, DMatrixRMaj rows) {}

    private static Pair factored(DMatrixRMaj target, int rank) {
        Random random = new Random(SEED);
        Pair pair = new Pair(start(random, rank, target.getNumRows()), start(random, rank, target.getNumCols()));
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            improve(
                    pair.rows(),
                    Dense.product(pair.columns(), target),
                    Dense.productTransposed(pair.columns(), pair.columns()));
            improve(
                    pair.columns(),
                    Dense.productTransposed(pair.rows(), target),
                    Dense.productTransposed(pair.rows(), pair.rows()));
        }
        return pair;
    }

    private static DMatrixRMaj start(Random random, int rows, int columns) {
        return Dense.of(rows, columns, random.doubles((long) rows * columns).toArray());
    }

    /**
     * One row after the other is set to its best with the others as they are, negative values to 0.
     *
     * @param products of the other factor with the target
     * @param squares of the other factor with itself
     */
    private static void improve(DMatrixRMaj rows, DMatrixRMaj products, DMatrixRMaj squares) {
        int width = rows.getNumCols();
        double[] values = rows.getData();
        for (int row = 0; row < rows.getNumRows(); row++) {
            double own = squares.get(row, row);
            if (own == 0) {
                continue;
            }
            double[] step = new double[width];
            System.arraycopy(products.getData(), row * width, step, 0, width);
            for (int other = 0; other < rows.getNumRows(); other++) {
                double factor = squares.get(row, other);
                for (int i = 0; i < width; i++) {
                    step[i] -= factor * values[other * width + i];
                }
            }
            for (int i = 0; i < width; i++) {
                values[row * width + i] = Math.max(0, values[row * width + i] + step[i] / own);
            }
        }
    }
}
