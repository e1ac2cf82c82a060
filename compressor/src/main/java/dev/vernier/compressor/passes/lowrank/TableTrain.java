package dev.vernier.compressor.passes.lowrank;

import dev.vernier.compressor.graph.Weight;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A table {@code [rows, width]} as three cores (TT-SVD, Oseledets 2011; for embeddings Khrulkov et al. 2020, arXiv 1901.10787):
 * with rows and width cut into factors, {@code i = (i1 n2 + i2) n3 + i3} and likewise for columns,
 * {@code T[i, j] = G1[i1][j1, :] G2[i2][:, j2, :] G3[i3][:, j3]}.
 *
 * @param cores {@code [n1, d1, r1]}, {@code [n2, r1, d2 r2]}, {@code [n3, r2, d3]}
 */
record TableTrain(Shape shape, List<Weight> cores) {
    TableTrain {
        cores = List.copyOf(cores);
    }

    /**
     * How a table is cut.
     *
     * @param rows three numbers whose product is at least the number of rows
     * @param widths three numbers whose product is the width
     * @param ranks two, between the cores
     */
    record Shape(List<Integer> rows, List<Integer> widths, List<Integer> ranks) {
        Shape {
            rows = List.copyOf(rows);
            widths = List.copyOf(widths);
            ranks = List.copyOf(ranks);
        }

        /** Factors near the cube roots, and the largest ranks, equal where they can be, that keep this share of the parameters. */
        static Shape of(int rows, int width, double share) {
            int side = (int) Math.ceil(Math.cbrt(rows));
            List<Integer> cut = List.of(side, side, (rows + side * side - 1) / (side * side));
            int first = divisor(width, Math.cbrt(width));
            int second = divisor(width / first, Math.sqrt((double) width / first));
            List<Integer> widths = List.of(first, second, width / first / second);
            Shape shape = new Shape(cut, widths, List.of(1, 1));
            for (int rank = 2; rank <= (long) rows * width; rank++) {
                Shape larger = new Shape(
                        cut,
                        widths,
                        List.of(
                                Math.min(rank, cut.get(0) * widths.get(0)),
                                Math.min(rank, cut.get(2) * widths.get(2))));
                if (larger.equals(shape) || larger.parameters() > share * rows * width) {
                    return shape;
                }
                shape = larger;
            }
            return shape;
        }

        /** The largest divisor of a number that is no more than this. */
        private static int divisor(int number, double most) {
            int divisor = (int) Math.max(1, Math.floor(most + 1e-9));
            while (number % divisor != 0) {
                divisor--;
            }
            return divisor;
        }

        int width() {
            return widths.get(0) * widths.get(1) * widths.get(2);
        }

        long parameters() {
            long first = ranks.get(0);
            long second = ranks.get(1);
            return rows.get(0) * widths.get(0) * first
                    + rows.get(1) * widths.get(1) * first * second
                    + rows.get(2) * widths.get(2) * second;
        }
    }

    /** Cuts off one core after the other: the best directions of what is left. */
    static TableTrain of(Weight table, Shape shape) {
        int n2 = shape.rows().get(1);
        int n3 = shape.rows().get(2);
        int d2 = shape.widths().get(1);
        int d3 = shape.widths().get(2);
        Split first = split(unfolded(table.floats(), shape), shape.ranks().get(0));
        int r1 = first.rank();
        // [r1, (n2 d2) (n3 d3)] becomes [r1 n2 d2, n3 d3]: the same numbers in the same order.
        Split second = split(
                Dense.of(r1 * n2 * d2, n3 * d3, first.rest().getData()),
                shape.ranks().get(1));
        int r2 = second.rank();
        Shape found = new Shape(shape.rows(), shape.widths(), List.of(r1, r2));
        return new TableTrain(
                found,
                List.of(
                        reshaped(
                                first.core(),
                                shape.rows().get(0),
                                shape.widths().get(0),
                                r1),
                        reshaped(ordered(second.core(), r1, n2, d2 * r2), n2, r1, (long) d2 * r2),
                        reshaped(ordered(second.rest(), r2, n3, d3), n3, r2, d3)));
    }

    /** {@code [n1 d1, n2 d2 n3 d3]}, rows beyond the table's end 0. */
    private static DMatrixRMaj unfolded(float[] table, Shape shape) {
        int width = shape.width();
        int d2 = shape.widths().get(1);
        int d3 = shape.widths().get(2);
        int n2 = shape.rows().get(1);
        int n3 = shape.rows().get(2);
        DMatrixRMaj unfolded =
                new DMatrixRMaj(shape.rows().get(0) * shape.widths().get(0), n2 * d2 * n3 * d3);
        for (int at = 0; at < table.length; at++) {
            int row = at / width;
            int column = at % width;
            int left = row / (n2 * n3) * shape.widths().get(0) + column / (d2 * d3);
            int middle = row / n3 % n2 * d2 + column / d3 % d2;
            unfolded.set(left, middle * n3 * d3 + row % n3 * d3 + column % d3, table[at]);
        }
        return unfolded;
    }

    /** {@code core rest}, the core's columns orthonormal. */
    private record Split(DMatrixRMaj core, DMatrixRMaj rest) {
        int rank() {
            return core.getNumCols();
        }
    }

    private static Split split(DMatrixRMaj matrix, int rank) {
        boolean isWide = matrix.getNumCols() > matrix.getNumRows();
        if (isWide) {
            Eigenbasis basis = Eigenbasis.of(Dense.productTransposed(matrix, matrix));
            DMatrixRMaj rows = basis.vectors(Math.min(rank, matrix.getNumRows()));
            return new Split(Dense.transposed(rows), Dense.product(rows, matrix));
        }
        Eigenbasis basis = Eigenbasis.of(Dense.transposedProduct(matrix, matrix));
        DMatrixRMaj rows = basis.vectors(Math.min(rank, matrix.getNumCols()));
        return new Split(Dense.productTransposed(matrix, rows), rows);
    }

    /** {@code [a, b, c]} as {@code [b, a, c]}. */
    private static DMatrixRMaj ordered(DMatrixRMaj matrix, int a, int b, int c) {
        DMatrixRMaj ordered = new DMatrixRMaj(b, a * c);
        for (int i = 0; i < a; i++) {
            for (int j = 0; j < b; j++) {
                System.arraycopy(matrix.getData(), (i * b + j) * c, ordered.getData(), (j * a + i) * c, c);
            }
        }
        return ordered;
    }

    private static Weight reshaped(DMatrixRMaj matrix, long... shape) {
        return Weight.rounded(shape, Arrays.copyOf(matrix.getData(), matrix.getNumElements()));
    }
}
