package dev.vernier.compressor.head;

/** A smooth function to minimise. */
interface Objective {
    /** Number of variables. */
    int dimension();

    /** The value at {@code point}; writes the gradient there into {@code gradient}. */
    double evaluate(double[] point, double[] gradient);
}
