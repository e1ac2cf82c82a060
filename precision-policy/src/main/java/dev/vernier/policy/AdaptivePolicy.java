package dev.vernier.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers every request with the most faithful variant that its target and the price of lane time allow: earliest target
 * first, a price from the backlog and from the rate, batches where they are cheap, and refusal at the door instead of
 * lateness behind it. RATIONALE.md tells why.
 *
 * <p>Not thread-safe, see {@link DispatchPolicy}. Allocates nothing per dispatch beyond the result.
 */
public final class AdaptivePolicy<T> implements DispatchPolicy<T> {
    private final PolicyTuning tuning;
    private final Backlog<T> backlog;
    private final LaneLedger lanes = new LaneLedger();
    private final Conditions conditions = new Conditions();
    private final MeanBudget budget = new MeanBudget();
    private final WorkloadMeter workload = new WorkloadMeter();
    private final Router router;
    private final Batcher<T> batcher;
    private final Admission admission;
    private final Explainer explainer;

    private PolicySnapshot snapshot;
    private List<LearnedModel> models = List.of();
    private boolean isSound;
    private double lastPrice;

    /** Starts with an empty queue and free lanes. */
    public AdaptivePolicy(PolicySnapshot first, PolicyTuning tuning, long now) {
        this.tuning = tuning;
        snapshot = first;
        backlog = new Backlog<>(tuning.bucketNanos(), Batcher.LONGEST_WALK);
        router = new Router(tuning, lanes, conditions);
        batcher = new Batcher<>(tuning, backlog, router, conditions);
        admission = new Admission(tuning, backlog, conditions);
        explainer = new Explainer(tuning, backlog, router, admission, conditions);
        adopt(first, now);
    }

    @Override
    public @Nullable Refusal offer(Ticket<T> ticket, long now) {
        budget.observe(allowedNanos(ticket.target(), ticket.arrival()));
        look(now);
        Demand demand = ticket.demand();
        LearnedModel model = models.get(demand.model());
        long permitted = model.permitted(demand);
        if (permitted != 0) {
            int cheapest = model.cheapest(model.runnable(permitted), demand.rows(), demand.length());
            ticket.nominalNanos = nominalNanos(model, cheapest, demand);
            double value = tuning.classWeight(demand.priority()) * model.value(cheapest);
            workload.record(demand, (double) ticket.nominalNanos, value);
        }
        Refusal refusal = admission.judge(ticket, model, permitted);
        if (refusal == null) {
            backlog.add(ticket);
        }
        return refusal;
    }

    @Override
    public @Nullable Dispatch<T> next(int lane, long now, Consumer<Ticket<T>> dropped) {
        look(now);
        dropExpired(now, dropped);
        Ticket<T> head = backlog.head();
        while (head != null && isHopeless(head)) {
            backlog.remove(head);
            dropped.accept(head);
            head = backlog.head();
        }
        return head == null ? null : dispatch(head, lane);
    }

    @Override
    public void completed(Dispatch<T> dispatch, boolean succeeded, long now) {
        lanes.finish(dispatch);
        if (succeeded && dispatch.model() < models.size()) {
            models.get(dispatch.model())
                    .learner(dispatch.variant())
                    .observe(dispatch.rows(), dispatch.length(), now - dispatch.startedAt(), snapshot.slowdown());
        }
    }

    @Override
    public boolean withdraw(Ticket<T> ticket, long now) {
        if (!backlog.holds(ticket)) {
            return false;
        }
        backlog.remove(ticket);
        return true;
    }

    @Override
    public void expire(long now, Consumer<Ticket<T>> dropped) {
        dropExpired(now, dropped);
    }

    @Override
    public void adopt(PolicySnapshot next, long now) {
        List<LearnedModel> learned = new ArrayList<>();
        for (int slot = 0; slot < next.models().size(); slot++) {
            ModelProfile profile = next.models().get(slot);
            learned.add(slot < models.size() ? models.get(slot).with(profile) : new LearnedModel(profile));
        }
        models = List.copyOf(learned);
        snapshot = next;
        isSound = next.isSound();
        conditions.slowdown = isSound ? next.slowdown() : conditions.slowdown;
        conditions.lanes = lanes.dependable(next.lanes(), now);
        conditions.price = next.price();
        backlog.rebuild(conditions.lanes, conditions.slowdown, now);
    }

    @Override
    public int queued() {
        return backlog.size();
    }

    /** W0. */
    long nominalNanos() {
        return backlog.nominalNanos();
    }

    /** mu of the last dispatch. */
    public double price() {
        return lastPrice;
    }

    @Override
    public long backlogNanos(long now) {
        return (long) (conditions.slowdown * backlog.nominalNanos()) + lanes.owedNanos(now);
    }

    @Override
    public Workload takeWorkload() {
        int open = backlog.size() + lanes.running();
        return workload.take(models.stream().map(LearnedModel::curves).toList(), open);
    }

    @Override
    public Explanation explain(Demand demand, long target, long end, int lane, long now) {
        look(now);
        conditions.budgetNanos = budget.nanosWith(allowedNanos(target, now));
        LearnedModel model = models.get(demand.model());
        Ticket<String> ticket = new Ticket<>(demand, now, target, end, "explained");
        long permitted = model.permitted(demand);
        if (permitted != 0) {
            int cheapest = model.cheapest(model.runnable(permitted), demand.rows(), demand.length());
            ticket.nominalNanos = nominalNanos(model, cheapest, demand);
        }
        return explainer.explain(ticket, model, lane);
    }

    private long allowedNanos(long target, long arrival) {
        return Math.max(tuning.bucketNanos(), target - arrival);
    }

    private void look(long now) {
        conditions.now = now;
        conditions.isBlind = !isSound || now - snapshot.takenAt() > tuning.staleNanos();
        conditions.owedNanos = lanes.owedNanos(now);
        conditions.budgetNanos = budget.nanos();
        int dependable = lanes.dependable(snapshot.lanes(), now);
        if (dependable != conditions.lanes) {
            conditions.lanes = dependable;
            backlog.rebuild(dependable, conditions.slowdown, now);
        }
        backlog.work().advance(now);
    }

    private Dispatch<T> dispatch(Ticket<T> head, int lane) {
        Demand demand = head.demand();
        LearnedModel model = models.get(demand.model());
        backlog.discount(head);
        double spareNanos = backlog.work().slack(conditions.now) - conditions.owedNominalNanos();
        lastPrice = router.price(model, demand, conditions.pressure(backlog.nominalNanos(), tuning.theta()));
        router.rate(model, head, lane, lastPrice, spareNanos);
        batcher.look(head, model, lastPrice);
        int variant = best(head, model);
        List<Ticket<T>> members = batcher.gather(head, model, variant, spareNanos);
        workload.batched(batcher.aloneNanos(), batcher.nominalNanos());
        Dispatch<T> dispatch = new Dispatch<>(
                lane,
                demand.model(),
                variant,
                members,
                batcher.length(),
                router.reason(model, demand, variant),
                lastPrice,
                conditions.now,
                (long) (conditions.slowdown * batcher.nominalNanos()),
                (long) batcher.nominalNanos());
        lanes.start(dispatch);
        return dispatch;
    }

    /** The variant that is worth most to the head and to those who would join it. */
    private int best(Ticket<T> head, LearnedModel model) {
        int best = router.cheapest();
        double most = Double.NEGATIVE_INFINITY;
        for (int variant = 0; variant < model.variants(); variant++) {
            if (router.canRun(variant)) {
                double worth = router.score(variant) + batcher.gain(head, model, variant);
                if (worth > most || (worth == most && variant == router.cheapest())) {
                    best = variant;
                    most = worth;
                }
            }
        }
        return best;
    }

    /**
     * On an idle server a request is judged by the profile where that is milder: costs that were once learned too high would
     * otherwise refuse everything, and never be corrected.
     */
    private long nominalNanos(LearnedModel model, int variant, Demand demand) {
        double nanos = model.nanos(variant, demand.rows(), demand.length());
        if (backlog.size() == 0 && conditions.owedNanos == 0) {
            nanos = Math.min(nanos, model.profiledNanos(variant, demand.rows(), demand.length()));
        }
        return Math.max(1, (long) nanos);
    }

    /** Even the cheapest variant cannot finish it before its end: running it would be lane time for nothing. */
    private boolean isHopeless(Ticket<T> head) {
        return conditions.slowdown * head.nominalNanos > head.end() - conditions.now;
    }

    private void dropExpired(long now, Consumer<Ticket<T>> dropped) {
        for (Ticket<T> late = backlog.pollExpired(now); late != null; late = backlog.pollExpired(now)) {
            dropped.accept(late);
        }
    }
}
