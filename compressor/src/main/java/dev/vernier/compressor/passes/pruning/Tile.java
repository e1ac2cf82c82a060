package dev.vernier.compressor.passes.pruning;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Weights of a matrix {@code [in, out]} that stay or go together: a block of so many consecutive inputs by so many consecutive
 * outputs, cut off at the matrix's edge.
 *
 * @param norm what a block is worth; a single weight ranks the same by either
 */
public record Tile(int inputs, int outputs, Norm norm) {
    /** Each weight for itself. */
    public static final Tile SINGLE = new Tile(1, 1, Norm.L2);

    private static final Pattern WORDS = Pattern.compile("([1-9]\\d{0,3})x([1-9]\\d{0,3})");

    /** What the scores of a block's weights amount to; over their number, so that a block at the edge is not at a disadvantage. */
    public enum Norm {
        /** The mean of the scores. */
        L1 {
            @Override
            double term(double score) {
                return score;
            }

            @Override
            double ofMean(double mean) {
                return mean;
            }
        },
        /** The root of the mean of their squares. */
        L2 {
            @Override
            double term(double score) {
                return score * score;
            }

            @Override
            double ofMean(double mean) {
                return Math.sqrt(mean);
            }
        };

        abstract double term(double score);

        abstract double ofMean(double mean);
    }

    /**
     * Reads {@code 4x4}, the inputs first.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Tile of(String words, Norm norm) {
        Matcher sizes = WORDS.matcher(words);
        if (!sizes.matches()) {
            throw new IllegalArgumentException("a block is inputs x outputs, as in 4x4, not '" + words + "'");
        }
        return new Tile(Integer.parseInt(sizes.group(1)), Integer.parseInt(sizes.group(2)), norm);
    }

    boolean isSingle() {
        return inputs * outputs == 1;
    }

    /** How many blocks lie beside each other in a matrix of so many outputs. */
    int columns(int matrixOutputs) {
        return (matrixOutputs + outputs - 1) / outputs;
    }

    /** Which block a weight lies in, counted row by row as the weights are. */
    int of(int weight, int matrixOutputs) {
        return weight / matrixOutputs / inputs * columns(matrixOutputs) + weight % matrixOutputs / outputs;
    }

    /** The norm of each block. */
    double[] norms(double[] scores, int matrixOutputs) {
        int count = of(scores.length - 1, matrixOutputs) + 1;
        double[] norms = new double[count];
        int[] sizes = new int[count];
        for (int weight = 0; weight < scores.length; weight++) {
            int block = of(weight, matrixOutputs);
            norms[block] += norm.term(scores[weight]);
            sizes[block]++;
        }
        for (int block = 0; block < count; block++) {
            norms[block] = norm.ofMean(norms[block] / sizes[block]);
        }
        return norms;
    }

    @Override
    public String toString() {
        return inputs + "x" + outputs;
    }
}
