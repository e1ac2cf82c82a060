package dev.vernier.compressor;

import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.lowrank.Factors;
import dev.vernier.compressor.passes.lowrank.OutputBasis;
import java.util.Arrays;

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

    /** The spectrum of a matrix {@code [in, out]}. */
    static Spectrum of(Weight matrix) {
        return new Spectrum(matrix.size(0), matrix.size(1), cumulative(OutputBasis.energies(matrix)));
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
        return Factors.largestSavingRank(in, out);
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
