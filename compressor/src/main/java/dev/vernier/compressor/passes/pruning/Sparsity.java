package dev.vernier.compressor.passes.pruning;

import dev.vernier.compressor.passes.Pass;
import java.util.regex.Matcher;

/** How many blocks of a matrix go, by what each is worth: a score, the lowest of which go first. */
public sealed interface Sparsity {
    /**
     * Which blocks go.
     *
     * @param scores of {@code [rows, columns]} blocks, row by row
     */
    boolean[] removed(double[] scores, int columns);

    /** For cards and messages. */
    @Override
    String toString();

    /** What to aim at after so many of all steps; after the last one it is this. */
    Sparsity after(int step, int steps);

    /** How many inputs a sweep over the inputs decides about at once. */
    int inputsAtOnce();

    /**
     * So large a share of the blocks.
     *
     * @param share in (0,1)
     */
    record Share(double share, Scope scope) implements Sparsity {
        /** As SparseGPT's authors have it. */
        private static final int INPUTS_AT_ONCE = 128;

        /** Within what the share is reached. */
        public enum Scope {
            /** In each matrix: outputs may differ. */
            MATRIX,
            /** For each output of each matrix. */
            OUTPUT
        }

        public Share {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("the share of weights to remove must be in (0,1), not " + share);
            }
        }

        @Override
        public boolean[] removed(double[] scores, int columns) {
            boolean[] removed = new boolean[scores.length];
            if (scope == Scope.MATRIX) {
                new Places(0, 1, scores.length).markLowest(scores, count(scores.length), removed);
                return removed;
            }
            int rows = scores.length / columns;
            for (int column = 0; column < columns; column++) {
                new Places(column, columns, rows).markLowest(scores, count(rows), removed);
            }
            return removed;
        }

        private int count(int of) {
            return (int) Math.round(share * of);
        }

        @Override
        public Sparsity after(int step, int steps) {
            return new Share(share * step / steps, scope);
        }

        @Override
        public int inputsAtOnce() {
            return INPUTS_AT_ONCE;
        }

        @Override
        public String toString() {
            return "a share of " + share + " of each " + Pass.word(scope);
        }
    }

    /**
     * Every block below a score; the score of {@link Criterion#MAGNITUDE} is in standard deviations of the matrix.
     *
     * @param deviations above 0
     */
    record Threshold(double deviations) implements Sparsity {
        public Threshold {
            if (!(deviations > 0 && deviations < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the threshold, in standard deviations, must be a number above 0, not " + deviations);
            }
        }

        @Override
        public boolean[] removed(double[] scores, int columns) {
            boolean[] removed = new boolean[scores.length];
            for (int block = 0; block < scores.length; block++) {
                removed[block] = scores[block] < deviations;
            }
            return removed;
        }

        @Override
        public Sparsity after(int step, int steps) {
            return new Threshold(deviations * step / steps);
        }

        @Override
        public int inputsAtOnce() {
            return Integer.MAX_VALUE;
        }

        @Override
        public String toString() {
            return "below " + deviations + " standard deviations";
        }
    }

    /**
     * At most so many of each {@code of} consecutive inputs of an output stay (N:M); fewer inputs at the end keep as many.
     *
     * @param kept at least 1, less than {@code of}
     * @param of at most 64
     */
    record Pattern(int kept, int of) implements Sparsity {
        private static final java.util.regex.Pattern WORDS = java.util.regex.Pattern.compile("(\\d{1,2}):(\\d{1,2})");
        private static final int MAX = 64;

        public Pattern {
            if (kept < 1 || kept >= of || of > MAX) {
                throw new IllegalArgumentException(
                        "the pattern N:M needs 1 <= N < M <= " + MAX + ", which " + kept + ":" + of + " is not");
            }
        }

        /**
         * Reads {@code 2:4}.
         *
         * @throws IllegalArgumentException for anything else than N:M
         */
        public static Pattern of(String words) {
            Matcher numbers = WORDS.matcher(words);
            if (!numbers.matches()) {
                throw new IllegalArgumentException("a pattern is none or N:M, as in 2:4, not '" + words + "'");
            }
            return new Pattern(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
        }

        @Override
        public boolean[] removed(double[] scores, int columns) {
            boolean[] removed = new boolean[scores.length];
            int rows = scores.length / columns;
            for (int row = 0; row < rows; row += of) {
                int count = Math.min(of, rows - row);
                for (int column = 0; column < columns; column++) {
                    Places places = new Places(row * columns + column, columns, count);
                    places.markLowest(scores, Math.max(0, count - kept), removed);
                }
            }
            return removed;
        }

        @Override
        public Sparsity after(int step, int steps) {
            int removed = of - kept;
            return new Pattern(of - (removed * step + steps - 1) / steps, of);
        }

        @Override
        public int inputsAtOnce() {
            return of;
        }

        @Override
        public String toString() {
            return kept + ":" + of;
        }
    }
}
