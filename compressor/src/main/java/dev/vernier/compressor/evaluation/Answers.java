package dev.vernier.compressor.evaluation;

/** A variant's outputs, one row a text: [rows, width]. Rows are written once, by whoever fills them; then only read. */
public final class Answers {
    private final int rows;
    private final int width;
    private final float[] values;

    /** @param values [rows, width], row-major, not copied */
    public Answers(int width, float[] values) {
        if (width < 1 || values.length % width != 0) {
            throw new IllegalArgumentException(values.length + " values do not fill rows of " + width);
        }
        this.rows = values.length / width;
        this.width = width;
        this.values = values;
    }

    public int rows() {
        return rows;
    }

    public int width() {
        return width;
    }

    /** All values, row-major: the array itself, not a copy. */
    public float[] values() {
        return values;
    }

    public float value(int row, int column) {
        return values[row * width + column];
    }

    /** Every so many rows, the first of them at {@code from}. */
    Answers every(int step, int from) {
        int count = (rows - from + step - 1) / step;
        float[] some = new float[count * width];
        for (int i = 0; i < count; i++) {
            System.arraycopy(values, (from + i * step) * width, some, i * width, width);
        }
        return new Answers(width, some);
    }

    /** The column with the largest value; the first of equals. */
    public int top(int row) {
        int top = 0;
        for (int i = 1; i < width; i++) {
            if (value(row, i) > value(row, top)) {
                top = i;
            }
        }
        return top;
    }

    /** Cosine of the angle between a row here and a row there; 0 where one of them is all zeros. */
    public double cosine(int row, Answers other, int otherRow) {
        double dot = 0;
        double here = 0;
        double there = 0;
        for (int i = 0; i < width; i++) {
            double left = value(row, i);
            double right = other.value(otherRow, i);
            dot += left * right;
            here += left * left;
            there += right * right;
        }
        return here == 0 || there == 0 ? 0 : dot / Math.sqrt(here * there);
    }

    /** The largest difference between two values at the same place; the other may have more rows. */
    public double largestDifference(Answers other) {
        double largest = 0;
        for (int i = 0; i < values.length; i++) {
            largest = Math.max(largest, Math.abs(values[i] - other.values[i]));
        }
        return largest;
    }
}
