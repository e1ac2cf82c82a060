package dev.vernier.policy;

/**
 * Rates the variants for a head: {@code a_v - mu * (s_v + switch cost)}, and whether it can run now: in time, guarded by a
 * quantile where it is dearer than the cheapest, and leaving everybody else in time. The cheapest can always run. Holds its
 * last ratings, so that a decision allocates nothing.
 */
final class Router {
    private static final int MOST_VARIANTS = Long.SIZE;

    private final PolicyTuning tuning;
    private final LaneLedger lanes;
    private final Conditions conditions;
    private final double[] scores = new double[MOST_VARIANTS];

    private long permitted;
    private long runnable;
    private int cheapest;

    Router(PolicyTuning tuning, LaneLedger lanes, Conditions conditions) {
        this.tuning = tuning;
        this.lanes = lanes;
        this.conditions = conditions;
    }

    /**
     * Rates all variants.
     *
     * @param mu price of a millisecond; 0 with one allowed variant
     * @param spareNanos nominal nanos that the request may run without making others late
     */
    void rate(LearnedModel model, Ticket<?> ticket, int lane, double mu, double spareNanos) {
        Demand demand = ticket.demand();
        permitted = model.permitted(demand);
        runnable = model.runnable(permitted);
        cheapest = model.cheapest(runnable, demand.rows(), demand.length());
        long slackNanos = ticket.target() - conditions.now;
        for (int variant = 0; variant < model.variants(); variant++) {
            scores[variant] = score(model, demand, variant, lane, mu);
            boolean mayRun = variant == cheapest
                    || (!conditions.isBlind && isInTime(model, demand, variant, slackNanos, spareNanos));
            if (!mayRun) {
                runnable &= ~(1L << variant);
            }
        }
    }

    int cheapest() {
        return cheapest;
    }

    /** mu for a request; 0 where there is nothing to choose. */
    double price(LearnedModel model, Demand demand, double pressure) {
        boolean hasChoice = !conditions.isBlind && Long.bitCount(model.permitted(demand)) > 1;
        return hasChoice ? conditions.price.routing(pressure) : 0;
    }

    /** The variant that is worth most to the head alone: of equal ones the cheapest, then the first. */
    int best(LearnedModel model) {
        int best = cheapest;
        for (int variant = 0; variant < model.variants(); variant++) {
            if (canRun(variant) && scores[variant] > scores[best]) {
                best = variant;
            }
        }
        return best;
    }

    /** Factor on the variant's expected time when it is compared with a target. */
    double guard(LearnedModel model, int variant) {
        return variant == cheapest ? 1 : model.learner(variant).residualQuantile();
    }

    boolean canRun(int variant) {
        return (runnable >>> variant & 1) != 0;
    }

    double score(int variant) {
        return scores[variant];
    }

    /** What a mate is worth when it runs later, alone, on the variant that is then best for it. */
    double bestAlone(LearnedModel model, Ticket<?> ticket, double mu) {
        Demand demand = ticket.demand();
        long mask = model.runnable(model.permitted(demand));
        long slackNanos = ticket.target() - conditions.now;
        double best = Double.NEGATIVE_INFINITY;
        for (int variant = 0; variant < model.variants(); variant++) {
            if ((mask >>> variant & 1) != 0) {
                double nanos = model.nanos(variant, demand.rows(), demand.length());
                double score = model.value(variant) - mu * conditions.millis(nanos);
                boolean isLate = conditions.slowdown * nanos > slackNanos;
                best = Math.max(best, isLate ? -mu * conditions.millis(nanos) : score);
            }
        }
        return best;
    }

    /** Why the head gets this variant. */
    Reason reason(LearnedModel model, Demand demand, int chosen) {
        if (demand.pin() >= 0) {
            return Reason.PIN;
        }
        if (conditions.isBlind) {
            return Reason.FALLBACK;
        }
        if (chosen == 0) {
            return Reason.REFERENCE;
        }
        if (Long.bitCount(permitted) == 1 && model.variants() > 1) {
            return Reason.FLOOR;
        }
        int wanted = wanted(model, chosen);
        if (wanted == chosen || canRun(wanted)) {
            return Reason.PRICE;
        }
        return model.profile().variants().get(wanted).resident() ? Reason.DEADLINE : Reason.RESIDENCY;
    }

    /** The variant that the price alone would have chosen. */
    private int wanted(LearnedModel model, int chosen) {
        int wanted = chosen;
        for (int variant = 0; variant < model.variants(); variant++) {
            if ((permitted >>> variant & 1) != 0 && scores[variant] > scores[wanted]) {
                wanted = variant;
            }
        }
        return wanted;
    }

    private double score(LearnedModel model, Demand demand, int variant, int lane, double mu) {
        double nanos = model.nanos(variant, demand.rows(), demand.length());
        if (lanes.switches(lane, demand.model(), variant)) {
            nanos += tuning.switchShare() * model.learner(variant).fixedNanos();
        }
        return model.value(variant) - mu * conditions.millis(nanos);
    }

    private boolean isInTime(LearnedModel model, Demand demand, int variant, long slackNanos, double spareNanos) {
        double nanos = model.nanos(variant, demand.rows(), demand.length());
        double guarded = guard(model, variant) * conditions.slowdown * nanos;
        return guarded <= slackNanos && nanos <= spareNanos;
    }
}
