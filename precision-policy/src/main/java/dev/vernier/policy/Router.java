package dev.vernier.policy;

/**
 * Chooses the variant of a request: of those that finish in time and leave everybody else in time, the one with the largest
 * {@code a_v - mu * (s_v + switch cost)}; the cheapest when nothing else does. Holds its last choice, so that a decision
 * allocates nothing.
 */
final class Router {
    private final PolicyTuning tuning;
    private final LaneLedger lanes;

    private int variant;
    private Reason reason = Reason.REFERENCE;
    private int wanted;
    private double wantedScore;
    private double bestScore;

    Router(PolicyTuning tuning, LaneLedger lanes) {
        this.tuning = tuning;
        this.lanes = lanes;
    }

    int variant() {
        return variant;
    }

    Reason reason() {
        return reason;
    }

    /**
     * @param mu price of a millisecond; 0 with one allowed variant
     * @param spareNanos nominal nanos that the request may run without making others late
     */
    void choose(LearnedModel model, Ticket<?> ticket, int lane, Conditions conditions, double mu, double spareNanos) {
        Demand demand = ticket.demand();
        long permitted = model.permitted(demand);
        long runnable = model.runnable(permitted);
        int cheapest = model.cheapest(runnable, demand.rows(), demand.length());
        variant = cheapest;
        wanted = cheapest;
        bestScore = score(model, demand, cheapest, lane, conditions, mu);
        wantedScore = bestScore;
        if (!conditions.isBlind) {
            long slackNanos = ticket.target() - conditions.now;
            for (int candidate = 0; candidate < model.variants(); candidate++) {
                if (candidate != cheapest && (permitted >>> candidate & 1) != 0) {
                    double score = score(model, demand, candidate, lane, conditions, mu);
                    boolean canRun = (runnable >>> candidate & 1) != 0
                            && isInTime(model, demand, candidate, conditions.slowdown, slackNanos, spareNanos);
                    consider(candidate, score, canRun);
                }
            }
        }
        reason = explain(model, demand, permitted, runnable, conditions.isBlind);
    }

    private void consider(int candidate, double score, boolean canRun) {
        if (score > wantedScore) {
            wanted = candidate;
            wantedScore = score;
        }
        if (canRun && score > bestScore) {
            variant = candidate;
            bestScore = score;
        }
    }

    private double score(LearnedModel model, Demand demand, int candidate, int lane, Conditions conditions, double mu) {
        double nanos = model.nanos(candidate, demand.rows(), demand.length());
        if (lanes.switches(lane, demand.model(), candidate)) {
            nanos += tuning.switchShare() * model.learner(candidate).fixedNanos();
        }
        return model.value(candidate) - mu * conditions.millis(nanos);
    }

    private static boolean isInTime(
            LearnedModel model, Demand demand, int candidate, double slowdown, long slackNanos, double spareNanos) {
        double nanos = model.nanos(candidate, demand.rows(), demand.length());
        double guarded = model.learner(candidate).residualQuantile() * slowdown * nanos;
        return guarded <= slackNanos && nanos <= spareNanos;
    }

    private Reason explain(LearnedModel model, Demand demand, long permitted, long runnable, boolean isBlind) {
        if (demand.pin() >= 0) {
            return Reason.PIN;
        }
        if (isBlind) {
            return Reason.FALLBACK;
        }
        if (variant == 0) {
            return Reason.REFERENCE;
        }
        if (Long.bitCount(permitted) == 1 && model.variants() > 1) {
            return Reason.FLOOR;
        }
        if (variant == wanted) {
            return Reason.PRICE;
        }
        return (runnable >>> wanted & 1) == 0 ? Reason.RESIDENCY : Reason.DEADLINE;
    }
}
