package dev.vernier.compressor.sparse;

/**
 * Rows turned on their side: element (row r, column c) at {@code c * rows + r}. A sparse product's inner loop then runs
 * over the rows, which lie next to each other, and needs no index: the compiler makes vector instructions of it.
 */
final class Panel {
    /** Elements of a tile's side: 2 x 16 x 16 floats fit into the first-level cache. */
    private static final int TILE = 16;

    private Panel() {}

    /** Turns {@code from [rows, columns]} into {@code to [columns, rows]}. */
    static void transpose(float[] from, int rows, int columns, float[] to) {
        for (int top = 0; top < rows; top += TILE) {
            int bottom = Math.min(top + TILE, rows);
            for (int left = 0; left < columns; left += TILE) {
                int right = Math.min(left + TILE, columns);
                for (int column = left; column < right; column++) {
                    for (int row = top; row < bottom; row++) {
                        to[column * rows + row] = from[row * columns + column];
                    }
                }
            }
        }
    }
}
