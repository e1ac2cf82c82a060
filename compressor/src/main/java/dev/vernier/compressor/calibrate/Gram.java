package dev.vernier.compressor.calibrate;

/**
 * Second moments of an activation over all tokens of the samples: {@code X'X} and the column sums of X {@code [tokens,
 * size]}, in double precision. Not thread-safe while it is filled.
 */
public final class Gram {
    private final int size;
    private final double[] products;
    private final double[] sums;
    private long tokens;

    /** No token yet. */
    public Gram(int size) {
        this.size = size;
        this.products = new double[Math.multiplyExact(size, size)];
        this.sums = new double[size];
    }

    /** Adds what some more tokens amount to. */
    public void add(float[] moreProducts, float[] moreSums, long moreTokens) {
        for (int i = 0; i < products.length; i++) {
            products[i] += moreProducts[i];
        }
        for (int i = 0; i < size; i++) {
            sums[i] += moreSums[i];
        }
        tokens += moreTokens;
    }

    public int size() {
        return size;
    }

    public long tokens() {
        return tokens;
    }

    /** The mean of a channel. */
    public double mean(int channel) {
        return sums[channel] / tokens;
    }

    /** {@code X'X}, row by row, copied. */
    public double[] products() {
        return products.clone();
    }

    /** The covariance of the channels, {@code X'X / tokens} less the products of the means, row by row. */
    public double[] covariance() {
        double[] covariance = new double[products.length];
        for (int i = 0; i < products.length; i++) {
            covariance[i] = products[i] / tokens - mean(i / size) * mean(i % size);
        }
        return covariance;
    }

    /** {@code X'X} of X with a column of ones behind it, {@code [size + 1, size + 1]}: what a layer with a bias sees. */
    public double[] productsWithOne() {
        int width = size + 1;
        double[] all = new double[Math.multiplyExact(width, width)];
        for (int row = 0; row < size; row++) {
            System.arraycopy(products, row * size, all, row * width, size);
            all[row * width + size] = sums[row];
            all[size * width + row] = sums[row];
        }
        all[width * width - 1] = tokens;
        return all;
    }

    /** The squares of all values, added up. */
    public double trace() {
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += products[i * size + i];
        }
        return trace;
    }

    /**
     * The mean over tokens of {@code |x W|^2}, x and W cut to channels {@code first <= i < end}: what these channels add to
     * the output of a layer.
     *
     * @param weights W {@code [size, outputs]}, row by row; a bias behind them is not looked at
     * @param outputs of the layer
     */
    public double energy(double[] weights, int outputs, int first, int end) {
        double energy = 0;
        for (int one = first; one < end; one++) {
            double[] row = new double[outputs];
            for (int other = first; other < end; other++) {
                double product = products[one * size + other];
                for (int output = 0; output < outputs; output++) {
                    row[output] += product * weights[other * outputs + output];
                }
            }
            for (int output = 0; output < outputs; output++) {
                energy += row[output] * weights[one * outputs + output];
            }
        }
        return energy / tokens;
    }
}
