package dev.vernier.compressor.passes.lowrank;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Which rank each matrix gets of the parameters that all may keep. */
final class Ranks {
    /** Ranks that are no multiple of a vector register's length waste part of it. */
    private static final int STEP = 8;

    private Ranks() {}

    /**
     * A matrix {@code [in, out]} before its rank is chosen.
     *
     * @param energies what each direction holds, descending, as shares of their sum
     */
    record Candidate(int in, int out, List<Double> energies) {
        Candidate {
            energies = List.copyOf(energies);
        }

        long parameters() {
            return (long) in * out;
        }

        /** The share of the energy that a rank more gains for each parameter that it costs, from {@code rank} on. */
        private double gain(int rank) {
            double gained = 0;
            for (int i = rank; i < Math.min(rank + STEP, energies.size()); i++) {
                gained += energies.get(i);
            }
            return gained / (STEP * (in + out));
        }
    }

    /** The rank at which two factors have this share of a matrix's parameters, but for what rounding takes away. */
    static int ofShare(int in, int out, double share) {
        return floor((int) (share * in * out / (in + out)));
    }

    /** A multiple of {@value #STEP}, or any number below. */
    static int floor(int rank) {
        return rank < STEP ? Math.max(1, rank) : rank / STEP * STEP;
    }

    /**
     * Rank after rank goes to the matrix that gains the most energy for it per parameter, which is the best choice, as each
     * gains less than the one before. A matrix that is given as many parameters as it has stays whole.
     *
     * @param share of all parameters that is kept
     * @return for each matrix its rank, at least 1
     */
    static int[] greedy(List<Candidate> matrices, double share) {
        int[] ranks = new int[matrices.size()];
        double left = share * matrices.stream().mapToLong(Candidate::parameters).sum();
        PriorityQueue<Integer> open = new PriorityQueue<>(
                Comparator.comparingDouble((Integer i) -> -matrices.get(i).gain(ranks[i]))
                        .thenComparing(i -> i));
        for (int i = 0; i < ranks.length; i++) {
            open.add(i);
        }
        while (!open.isEmpty()) {
            int best = open.remove();
            Candidate matrix = matrices.get(best);
            int cost = STEP * (matrix.in() + matrix.out());
            if (cost > left) {
                continue;
            }
            left -= cost;
            ranks[best] += STEP;
            if (ranks[best] <= Factors.largestSavingRank(matrix.in(), matrix.out())) {
                open.add(best);
            }
        }
        for (int i = 0; i < ranks.length; i++) {
            ranks[i] = Math.max(1, ranks[i]);
        }
        return ranks;
    }
}
