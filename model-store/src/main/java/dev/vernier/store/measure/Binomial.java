package dev.vernier.store.measure;

/** The binomial distribution, exact up to rounding: probabilities are summed from logarithms. */
final class Binomial {
    /** Halvings of [0,1]: more than a double resolves. */
    private static final int BISECTIONS = 60;

    private Binomial() {}

    /** P(X <= k) for X ~ Binomial(n, p). */
    static double cumulative(int k, int n, double p) {
        if (k >= n) {
            return 1;
        }
        if (p <= 0 || p >= 1) {
            return p <= 0 ? 1 : 0;
        }
        double logOdds = Math.log(p) - Math.log1p(-p);
        double logTerm = n * Math.log1p(-p);
        double sum = Math.exp(logTerm);
        for (int i = 1; i <= k; i++) {
            logTerm += Math.log((double) (n - i + 1) / i) + logOdds;
            sum += Math.exp(logTerm);
        }
        return Math.min(1, sum);
    }

    /** The share p at which k or more of n successes have probability {@code tail} (Clopper and Pearson 1934); 0 for k = 0. */
    static double clopperPearsonLow(int k, int n, double tail) {
        if (k == 0) {
            return 0;
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (1 - cumulative(k - 1, n, middle) < tail) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
