package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.calibrate.Gram;
import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The directions in which a layer's outputs vary, the strongest first: with V the first r of them, {@code (W V) V'} is the
 * best pair of factors of rank r. Best for the matrix itself (Eckart and Young 1936) where inputs count alike; best for the outputs
 * on the samples where V is the eigenbasis of their covariance {@code W'CW}, C the covariance of the inputs (the same as SVD
 * after whitening, arXiv 2403.07378). Immutable.
 */
public final class OutputBasis {
    /** Below this share of the largest energy a direction is noise of the sums. */
    private static final double SMALLEST = 1e-12;

    private final DMatrixRMaj matrix;
    private final DMatrixRMaj basis;
    private final double[] energies;

    private OutputBasis(DMatrixRMaj matrix, DMatrixRMaj basis, double[] energies) {
        this.matrix = matrix;
        this.basis = basis;
        this.energies = energies;
    }

    /** Of a matrix {@code [in, out]} alone. */
    static OutputBasis plain(DMatrixRMaj matrix) {
        return ofStretched(matrix, matrix);
    }

    /** Of a matrix {@code [in, out]} that reads these inputs. */
    static OutputBasis aware(DMatrixRMaj matrix, Gram inputs) {
        DMatrixRMaj covariance = covariance(inputs);
        if (matrix.getNumCols() > matrix.getNumRows()) {
            return ofStretched(matrix, Dense.product(Eigenbasis.of(covariance).root(), matrix));
        }
        Eigenbasis eigen = Eigenbasis.of(outputCovariance(matrix, inputs));
        return new OutputBasis(matrix, eigen.vectors(matrix.getNumCols()), eigen.values());
    }

    /** {@code W'CW}, {@code [out, out]}. */
    static DMatrixRMaj outputCovariance(DMatrixRMaj matrix, Gram inputs) {
        return Dense.transposedProduct(matrix, Dense.product(covariance(inputs), matrix));
    }

    private static DMatrixRMaj covariance(Gram inputs) {
        return Dense.of(inputs.size(), inputs.size(), inputs.covariance());
    }

    /** {@code stretched}: S {@code [in, out]} with {@code S'S} what the directions are the eigenvectors of. */
    private static OutputBasis ofStretched(DMatrixRMaj matrix, DMatrixRMaj stretched) {
        if (stretched.getNumCols() <= stretched.getNumRows()) {
            Eigenbasis eigen = Eigenbasis.of(Dense.transposedProduct(stretched, stretched));
            return new OutputBasis(matrix, eigen.vectors(matrix.getNumCols()), eigen.values());
        }
        // Of the two squares the smaller one: v = S'u / |S'u|.
        Eigenbasis eigen = Eigenbasis.of(Dense.productTransposed(stretched, stretched));
        double[] values = eigen.values();
        int rank = Math.max(1, (int) Arrays.stream(values)
                .filter(value -> value > SMALLEST * values[0])
                .count());
        DMatrixRMaj basis = Dense.product(eigen.vectors(rank), stretched);
        for (int i = 0; i < basis.getNumElements(); i++) {
            double length = Math.sqrt(values[i / basis.getNumCols()]);
            basis.getData()[i] /= length > 0 ? length : 1;
        }
        return new OutputBasis(matrix, basis, Arrays.copyOf(values, rank));
    }

    /** The squared singular values of a matrix alone, all of them, descending. */
    public static double[] energies(Weight matrix) {
        DMatrixRMaj dense = Dense.of(matrix);
        boolean isWide = dense.getNumCols() > dense.getNumRows();
        return Eigenbasis.values(
                isWide ? Dense.productTransposed(dense, dense) : Dense.transposedProduct(dense, dense));
    }

    /** How much of the outputs' variance each direction holds, descending. */
    double[] energies() {
        return energies.clone();
    }

    /** The factors of a rank, which is smaller where there are fewer directions. */
    Factors factors(int rank) {
        DMatrixRMaj right = Dense.firstRows(basis, Math.min(rank, basis.getNumRows()));
        return Factors.of(Dense.productTransposed(matrix, right), right);
    }
}
