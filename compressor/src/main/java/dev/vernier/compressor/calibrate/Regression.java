package dev.vernier.compressor.calibrate;

/**
 * What least squares needs to know of an activation X {@code [tokens, inputs]} and what is to be made of it, Y {@code
 * [tokens, outputs]}: the second moments of X with a column of ones behind it, and those of it with Y. Not thread-safe while
 * it is filled.
 */
public final class Regression {
    private final Gram gram;
    private final int outputs;
    private final double[] products;

    /** No token yet. */
    public Regression(int inputs, int outputs) {
        this.gram = new Gram(inputs);
        this.outputs = outputs;
        this.products = new double[Math.multiplyExact(inputs + 1, outputs)];
    }

    /**
     * Adds what some more tokens amount to.
     *
     * @param moreProducts X'X
     * @param moreSums the column sums of X
     * @param moreTargets X'Y
     * @param moreTargetSums the column sums of Y
     */
    public void add(
            float[] moreProducts, float[] moreSums, float[] moreTargets, float[] moreTargetSums, long moreTokens) {
        gram.add(moreProducts, moreSums, moreTokens);
        for (int i = 0; i < moreTargets.length; i++) {
            products[i] += moreTargets[i];
        }
        for (int i = 0; i < outputs; i++) {
            products[moreTargets.length + i] += moreTargetSums[i];
        }
    }

    /** Columns of X, the ones not counted. */
    public int inputs() {
        return gram.size();
    }

    /** Columns of Y. */
    public int outputs() {
        return outputs;
    }

    /** {@code [X,1]'[X,1]}, row by row, copied. */
    public double[] squares() {
        return gram.productsWithOne();
    }

    /** {@code [X,1]'Y}, row by row, copied. */
    public double[] products() {
        return products.clone();
    }
}
