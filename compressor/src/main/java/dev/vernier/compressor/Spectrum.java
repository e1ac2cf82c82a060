package dev.vernier.compressor;

import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * How a matrix's energy, the sum of its squared singular values, lies on its ranks: the best matrix of rank r keeps the
 * share of the r largest (Eckart and Young 1936). Immutable and thread-safe.
 */
final class Spectrum {
    private final int in;
    private final int out;
    private final double[] cumulative;

    private Spectrum(int in, int out, double[] cumulative) {
        this.in = in;
        this.out = out;
        this.cumulative = cumulative;
    }

    /** The spectrum of a matrix {@code [in, out]}: the eigenvalues of the smaller of its two Gram matrices. */
    static Spectrum of(Weight matrix) {
        int in = matrix.size(0);
        int out = matrix.size(1);
        float[] values = matrix.floats();
        DMatrixRMaj dense = new DMatrixRMaj(
                in,
                out,
                true,
                IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray());
        DMatrixRMaj gram = new DMatrixRMaj(Math.min(in, out), Math.min(in, out));
        if (in > out) {
            CommonOps_DDRM.multInner(dense, gram);
        } else {
            CommonOps_DDRM.multOuter(dense, gram);
        }
        return new Spectrum(in, out, cumulative(eigenvalues(gram)));
    }

    private static double[] eigenvalues(DMatrixRMaj gram) {
        EigenDecomposition_F64<DMatrixRMaj> decomposition =
                DecompositionFactory_DDRM.eig(gram.getNumRows(), false, true);
        if (!decomposition.decompose(gram)) {
            throw new IllegalStateException("the eigenvalues of a Gram matrix do not converge");
        }
        double[] values = IntStream.range(0, gram.getNumRows())
                .mapToDouble(i -> Math.max(0, decomposition.getEigenvalue(i).getReal()))
                .sorted()
                .toArray();
        return IntStream.range(0, values.length)
                .mapToDouble(i -> values[values.length - 1 - i])
                .toArray();
    }

    private static double[] cumulative(double[] descending) {
        double[] sums = descending.clone();
        Arrays.parallelPrefix(sums, Double::sum);
        double total = sums[sums.length - 1];
        return Arrays.stream(sums).map(sum -> total == 0 ? 1 : sum / total).toArray();
    }

    int fullRank() {
        return cumulative.length;
    }

    /** The largest rank at which two factors have fewer elements than the matrix. */
    int largestSavingRank() {
        return (int) Math.ceil((double) in * out / (in + out)) - 1;
    }

    /** Share of the energy that the best matrix of this rank keeps. */
    double energy(int rank) {
        return rank == 0 ? 0 : cumulative[rank - 1];
    }

    /** The smallest rank that keeps this share of the energy. */
    int rank(double energy) {
        for (int rank = 0; rank < fullRank(); rank++) {
            if (energy(rank) >= energy) {
                return rank;
            }
        }
        return fullRank();
    }
}
