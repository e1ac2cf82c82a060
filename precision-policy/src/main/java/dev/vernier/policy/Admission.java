package dev.vernier.policy;

import org.jspecify.annotations.Nullable;

/**
 * Whether a request is taken: (a) its cheapest allowed variant must finish it in time behind the work due before it, (b)
 * nobody admitted may become late by it, and (c) it must be worth its lane time at the present price. Means throughout: a
 * quantile here refuses requests of which most would make it.
 */
final class Admission {
    private static final long LEAST_RETRY_NANOS = 1_000_000;
    private static final long NEVER = -1;

    private final PolicyTuning tuning;
    private final Backlog<?> backlog;
    private final Conditions conditions;

    Admission(PolicyTuning tuning, Backlog<?> backlog, Conditions conditions) {
        this.tuning = tuning;
        this.backlog = backlog;
        this.conditions = conditions;
    }

    /** Null, or why not. The ticket carries its nominal cost. */
    @Nullable Refusal judge(Ticket<?> ticket, LearnedModel model, long permitted) {
        if (permitted == 0 || ticket.nominalNanos > ticket.end() - ticket.arrival()) {
            return new Refusal(ShedReason.IMPOSSIBLE, NEVER);
        }
        if (backlog.size() >= tuning.maxQueued()) {
            return refuse(ShedReason.LIMIT);
        }
        if (!finishesInTime(ticket)) {
            return refuse(ShedReason.DEADLINE);
        }
        if (displaces(ticket)) {
            return refuse(ShedReason.DISPLACES);
        }
        return isWorthIt(ticket, model, permitted) ? null : refuse(ShedReason.PRICE);
    }

    private boolean finishesInTime(Ticket<?> ticket) {
        double runNanos = conditions.slowdown * ticket.nominalNanos;
        double waitNanos = conditions.drainNanos(backlog.work().workUpTo(ticket.target()));
        long allowedNanos = ticket.target() - conditions.now;
        if (ticket.isSoft()) {
            // A long text without a deadline may need more than the slo alone: it waits at most as long as it runs.
            allowedNanos = Math.max(allowedNanos, (long) (2 * runNanos));
        }
        return waitNanos + runNanos <= allowedNanos;
    }

    private boolean displaces(Ticket<?> ticket) {
        double slack = backlog.work().slackFrom(ticket.target(), conditions.now) - conditions.owedNominalNanos();
        return slack < ticket.nominalNanos;
    }

    private boolean isWorthIt(Ticket<?> ticket, LearnedModel model, long permitted) {
        if (conditions.isBlind) {
            return true;
        }
        double mu = conditions.price.admission(conditions.pressure(backlog.nominalNanos(), tuning.theta()));
        return mu == 0 || worth(ticket.demand(), model, permitted, mu) >= 0;
    }

    private double worth(Demand demand, LearnedModel model, long permitted, double mu) {
        double weight = tuning.classWeight(demand.priority());
        double most = Double.NEGATIVE_INFINITY;
        for (int variant = 0; variant < model.variants(); variant++) {
            if ((permitted >>> variant & 1) != 0) {
                double millis = conditions.millis(model.nanos(variant, demand.rows(), demand.length()));
                most = Math.max(most, weight * model.value(variant) - mu * millis);
            }
        }
        return most;
    }

    private Refusal refuse(ShedReason reason) {
        double drain = conditions.drainNanos(backlog.nominalNanos());
        return new Refusal(reason, Math.max(LEAST_RETRY_NANOS, (long) drain));
    }
}
