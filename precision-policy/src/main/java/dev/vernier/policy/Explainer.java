package dev.vernier.policy;

import dev.vernier.policy.Explanation.Option;
import dev.vernier.policy.Explanation.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rates a request as if it stood at its place in the queue, and leaves the queue as it is. */
final class Explainer {
    private final PolicyTuning tuning;
    private final Backlog<?> backlog;
    private final Router router;
    private final Admission admission;
    private final Conditions conditions;

    Explainer(PolicyTuning tuning, Backlog<?> backlog, Router router, Admission admission, Conditions conditions) {
        this.tuning = tuning;
        this.backlog = backlog;
        this.router = router;
        this.admission = admission;
        this.conditions = conditions;
    }

    Explanation explain(Ticket<?> ticket, LearnedModel model, int lane) {
        long permitted = model.permitted(ticket.demand());
        ShedReason refusal = refusal(ticket, model, permitted);
        double pressure = conditions.pressure(backlog.nominalNanos(), tuning.theta());
        double price = router.price(model, ticket.demand(), pressure);
        long before = backlog.work().workUpTo(ticket.target());
        long waitNanos = before == 0 ? 0 : (long) conditions.drainNanos(before);
        if (permitted == 0) {
            return new Explanation(
                    refusal, pressure, price, waitNanos, -1, null, options(ticket, model, waitNanos, -1));
        }
        long turn = ticket.target() - waitNanos;
        double spareNanos = backlog.work().slack(conditions.now) - conditions.owedNominalNanos();
        router.rate(
                model,
                new Ticket<>(ticket.demand(), ticket.arrival(), turn, ticket.end(), ""),
                lane,
                price,
                spareNanos);
        int variant = router.best(model);
        Reason reason = router.reason(model, ticket.demand(), variant);
        return new Explanation(
                refusal, pressure, price, waitNanos, variant, reason, options(ticket, model, waitNanos, variant));
    }

    private @Nullable ShedReason refusal(Ticket<?> ticket, LearnedModel model, long permitted) {
        Refusal refusal = admission.judge(ticket, model, permitted);
        return refusal == null ? null : refusal.reason();
    }

    private List<Option> options(Ticket<?> ticket, LearnedModel model, long waitNanos, int chosen) {
        List<Option> options = new ArrayList<>();
        for (int variant = 0; variant < model.variants(); variant++) {
            Demand demand = ticket.demand();
            boolean isAllowed = (model.permitted(demand) >>> variant & 1) != 0;
            double nanos = conditions.slowdown * model.nanos(variant, demand.rows(), demand.length());
            long guarded = (long) (nanos * router.guard(model, variant));
            long slackNanos = ticket.target() - conditions.now - waitNanos - guarded;
            options.add(new Option(
                    model.profile().variants().get(variant).name(),
                    isAllowed,
                    waitNanos + (long) nanos,
                    slackNanos,
                    model.value(variant),
                    chosen < 0 ? 0 : model.value(variant) - router.score(variant),
                    verdict(demand, model, variant, chosen, slackNanos)));
        }
        return options;
    }

    private Verdict verdict(Demand demand, LearnedModel model, int variant, int chosen, long slackNanos) {
        VariantProfile candidate = model.profile().variants().get(variant);
        if (variant == chosen) {
            return Verdict.CHOSEN;
        }
        if (candidate.fidelity() < demand.floor()) {
            return Verdict.BELOW_FLOOR;
        }
        if (demand.pin() >= 0 && demand.pin() != variant) {
            return Verdict.NOT_PINNED;
        }
        if (demand.deterministic() && !candidate.batchInvariant()) {
            return Verdict.NOT_INVARIANT;
        }
        if (!candidate.resident()) {
            return Verdict.NOT_RESIDENT;
        }
        if (router.canRun(variant)) {
            return Verdict.WORTH_LESS;
        }
        if (conditions.isBlind) {
            return Verdict.BLIND;
        }
        return slackNanos < 0 ? Verdict.LATE : Verdict.DISPLACES;
    }
}
