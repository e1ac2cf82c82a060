package dev.vernier.policy;

import dev.vernier.policy.Workload.ModelWorkload;

/** The recent arrivals of one model: how many, and what a mean one costs on a variant. */
final class ArrivalRates {
    private static final int METERED = 0;
    private static final int SEEN = 1;
    private static final int CHEAPEST = 2;
    private static final int TOKENS = 3;
    private static final int SQUARES = 4;
    private static final int AMOUNTS = 5;
    /** Length that a model is priced at before anything arrived. */
    private static final double FIRST_TOKENS = 32;

    private final DecayingRates rates;
    private double meanTokens = FIRST_TOKENS;
    private double meanSquares = FIRST_TOKENS * FIRST_TOKENS;
    private double meanCheapestNanos;
    private long silentNanos;

    ArrivalRates(double timeConstantNanos) {
        rates = new DecayingRates(AMOUNTS, timeConstantNanos);
    }

    void observe(long metered, ModelWorkload seen, long intervalNanos) {
        rates.age(intervalNanos);
        rates.add(METERED, (double) metered, intervalNanos);
        rates.add(SEEN, (double) seen.arrivals(), intervalNanos);
        rates.add(CHEAPEST, seen.cheapestNanos(), intervalNanos);
        rates.add(TOKENS, seen.tokens(), intervalNanos);
        rates.add(SQUARES, seen.squares(), intervalNanos);
        silentNanos = metered + seen.arrivals() > 0 ? 0 : silentNanos + intervalNanos;
        if (rates.rate(SEEN) > 0) {
            meanTokens = rates.rate(TOKENS) / rates.rate(SEEN);
            meanSquares = rates.rate(SQUARES) / rates.rate(SEEN);
            meanCheapestNanos = rates.rate(CHEAPEST) / rates.rate(SEEN);
        }
    }

    void reset() {
        rates.reset();
    }

    /** Time since the last arrival. */
    long silentNanos() {
        return silentNanos;
    }

    /** Arrivals per nano, as metered. */
    double perNano() {
        return rates.rate(METERED);
    }

    /** Lanes that the arrivals keep busy on their cheapest allowed variants at slowdown 1. */
    double cheapestLanes() {
        return perNano() * meanCheapestNanos;
    }

    /** Mean nanos of the recent arrivals on a variant. */
    double meanNanos(CostCurve cost) {
        return cost.alpha() + cost.beta() * meanTokens + cost.gamma() * meanSquares;
    }
}
