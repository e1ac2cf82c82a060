package dev.vernier.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the mates of a head: of the next requests of its model in the order of targets, the nearest in length first, those
 * that gain by joining, {@code a_v - mu * (growth of the batch) >= max_u (a_u - mu * s_u)}, while the batch grows by less than
 * 0.9 of what the mate costs alone, ends before every member's target, and makes nobody queued late. Never waits for company.
 */
final class Batcher<T> {
    /** Candidates that are looked at for one batch; with 16 rows, as many again may be unfit. */
    static final int LONGEST_WALK = 32;

    private static final double ROUNDING = 1e-12;

    private final PolicyTuning tuning;
    private final Backlog<T> backlog;
    private final Router router;
    private final Conditions conditions;

    private final List<Ticket<T>> candidates = new ArrayList<>(LONGEST_WALK);
    private final double[] alone = new double[LONGEST_WALK];

    private double mu;
    private int rows;
    private int length;
    private double nominalNanos;
    private double guard;
    private long limitNanos;
    private double aloneNanos;

    Batcher(PolicyTuning tuning, Backlog<T> backlog, Router router, Conditions conditions) {
        this.tuning = tuning;
        this.backlog = backlog;
        this.router = router;
        this.conditions = conditions;
    }

    int length() {
        return length;
    }

    /** Expected lane nanos of the batch at slowdown 1. */
    double nominalNanos() {
        return nominalNanos;
    }

    /** What its members would take apart. */
    double aloneNanos() {
        return aloneNanos;
    }

    /** Looks at who might join the head, at this price. */
    void look(Ticket<T> head, LearnedModel model, double mu) {
        this.mu = mu;
        candidates.clear();
        if (conditions.isBlind
                || model.profile().maxBatchRows() <= head.demand().rows()) {
            return;
        }
        backlog.walk();
        for (Ticket<T> mate = backlog.following(); mate != null; mate = backlog.following()) {
            if (mate.demand().model() == head.demand().model()) {
                insert(mate, head.demand().length(), router.bestAlone(model, mate, mu));
            }
        }
    }

    /** What those who would join gain, if the head ran on the variant. */
    double gain(Ticket<T> head, LearnedModel model, int variant) {
        begin(head, model, variant);
        double gain = 0;
        for (int at = 0; at < candidates.size() && rows < model.profile().maxBatchRows(); at++) {
            Ticket<T> mate = candidates.get(at);
            double own = joining(mate, model, variant, alone[at]);
            if (own >= -ROUNDING) {
                gain += own;
                nominalNanos = grown(mate, model, variant);
                add(mate);
            }
        }
        return gain;
    }

    /** The head, which is still queued but no longer counted, and its mates; all of them leave the queue. */
    List<Ticket<T>> gather(Ticket<T> head, LearnedModel model, int variant, double spareNanos) {
        begin(head, model, variant);
        List<Ticket<T>> members = new ArrayList<>(4);
        members.add(head);
        double spare = spareNanos;
        for (int at = 0; at < candidates.size() && rows < model.profile().maxBatchRows(); at++) {
            Ticket<T> mate = candidates.get(at);
            if (joining(mate, model, variant, alone[at]) >= -ROUNDING) {
                double left = spareWithout(mate, grown(mate, model, variant), Math.min(0, spare - nominalNanos));
                if (!Double.isNaN(left)) {
                    spare = left;
                    nominalNanos = grown(mate, model, variant);
                    aloneNanos += model.nanos(
                            variant, mate.demand().rows(), mate.demand().length());
                    add(mate);
                    members.add(mate);
                }
            }
        }
        for (Ticket<T> member : members) {
            backlog.unlink(member);
        }
        return members;
    }

    private void begin(Ticket<T> head, LearnedModel model, int variant) {
        guard = model.learner(variant).residualQuantile();
        rows = head.demand().rows();
        length = head.demand().length();
        nominalNanos = model.nanos(variant, rows, length);
        aloneNanos = nominalNanos;
        limitNanos = limit(head, nominalNanos);
    }

    private void add(Ticket<T> mate) {
        rows += mate.demand().rows();
        length = Math.max(length, mate.demand().length());
    }

    /** Until the target, or until the end where the target is lost already. */
    private long limit(Ticket<T> member, double batchNanos) {
        long target = member.target() - conditions.now;
        return guard * conditions.slowdown * batchNanos > target ? member.end() - conditions.now : target;
    }

    private double grown(Ticket<T> mate, LearnedModel model, int variant) {
        Demand demand = mate.demand();
        return model.nanos(variant, rows + demand.rows(), Math.max(length, demand.length()));
    }

    /** What the mate gains; negative infinity where it may not join. */
    private double joining(Ticket<T> mate, LearnedModel model, int variant, double ownBest) {
        Demand demand = mate.demand();
        int nextRows = rows + demand.rows();
        int nextLength = Math.max(length, demand.length());
        if (nextRows > model.profile().maxBatchRows()
                || (long) nextRows * nextLength > model.profile().maxBatchTokens()
                || !model.permits(demand, variant)) {
            return Double.NEGATIVE_INFINITY;
        }
        double together = model.nanos(variant, nextRows, nextLength);
        double growth = together - nominalNanos;
        double ownNanos = model.nanos(variant, demand.rows(), demand.length());
        double guarded = guard * conditions.slowdown * together;
        if (growth >= tuning.mateShare() * ownNanos || guarded > limitNanos || guarded > limit(mate, nominalNanos)) {
            return Double.NEGATIVE_INFINITY;
        }
        return model.value(variant) - mu * conditions.millis(growth) - ownBest;
    }

    /**
     * Takes the mate's work out of the queue; returns what may then be run without making others late, or NaN, and the mate
     * is back, when the grown batch is too much: for those who wait, or for those before the mate who had time enough. That
     * somebody behind the mate gains by it makes up for nobody who loses.
     */
    private double spareWithout(Ticket<T> mate, double batchNanos, double least) {
        double before = backlog.work().slackBefore(mate.target(), conditions.now) - conditions.owedNominalNanos();
        if (before >= nominalNanos && before < batchNanos) {
            return Double.NaN;
        }
        backlog.discount(mate);
        double spare = backlog.work().slack(conditions.now) - conditions.owedNominalNanos();
        if (spare - batchNanos < least) {
            backlog.count(mate);
            return Double.NaN;
        }
        return spare;
    }

    /** Keeps the candidates by their distance in length from the head. */
    private void insert(Ticket<T> mate, int headLength, double ownBest) {
        int distance = Math.abs(mate.demand().length() - headLength);
        int at = candidates.size();
        candidates.add(mate);
        while (at > 0 && Math.abs(candidates.get(at - 1).demand().length() - headLength) > distance) {
            candidates.set(at, candidates.get(at - 1));
            alone[at] = alone[at - 1];
            at--;
        }
        candidates.set(at, mate);
        alone[at] = ownBest;
    }
}
