package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.graph.GraphException;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The eigenvectors of a symmetric matrix without negative eigenvalues, the one with the largest first. Pure Java in double
 * precision, so the same matrix gives the same bits on every machine. Immutable.
 */
final class Eigenbasis {
    private final double[] values;
    private final DMatrixRMaj vectors;

    private Eigenbasis(double[] values, DMatrixRMaj vectors) {
        this.values = values;
        this.vectors = vectors;
    }

    /** @throws GraphException when the matrix holds a value that is no number */
    static Eigenbasis of(DMatrixRMaj symmetric) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(symmetric, true);
        int size = symmetric.getNumRows();
        int[] order = IntStream.range(0, size)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        DMatrixRMaj rows = new DMatrixRMaj(size, size);
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = Math.max(0, eigen.getEigenvalue(order[i]).getReal());
            System.arraycopy(eigen.getEigenVector(order[i]).getData(), 0, rows.getData(), i * size, size);
        }
        return new Eigenbasis(values, rows);
    }

    /** The eigenvalues alone, descending. */
    static double[] values(DMatrixRMaj symmetric) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = decomposed(symmetric, false);
        return IntStream.range(0, symmetric.getNumRows())
                .mapToDouble(i -> -Math.max(0, eigen.getEigenvalue(i).getReal()))
                .sorted()
                .map(value -> -value)
                .toArray();
    }

    private static EigenDecomposition_F64<DMatrixRMaj> decomposed(DMatrixRMaj symmetric, boolean withVectors) {
        EigenDecomposition_F64<DMatrixRMaj> eigen =
                DecompositionFactory_DDRM.eig(symmetric.getNumRows(), withVectors, true);
        if (!Double.isFinite(CommonOps_DDRM.elementSum(symmetric)) || !eigen.decompose(symmetric.copy())) {
            throw new GraphException("a matrix has no eigenvalues: a weight or an activation is no number");
        }
        return eigen;
    }

    /** Descending, none below 0. */
    double[] values() {
        return values.clone();
    }

    /** The eigenvectors of the largest values, {@code [count, size]}. */
    DMatrixRMaj vectors(int count) {
        return Dense.firstRows(vectors, count);
    }

    /** R with {@code R'R} the matrix, {@code [size, size]}. */
    DMatrixRMaj root() {
        DMatrixRMaj root = vectors.copy();
        for (int i = 0; i < root.getData().length; i++) {
            root.getData()[i] *= Math.sqrt(values[i / values.length]);
        }
        return root;
    }
}
