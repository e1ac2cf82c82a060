package dev.vernier.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * Gathers the mates of a head: the next requests of its model in the order of targets, each while the batch grows by less
 * than 0.9 of what the mate costs alone, the batch ends before every member's target, and nobody queued becomes late by it.
 * Never waits for company.
 */
final class Batcher<T> {
    /** Candidates that are looked at for one batch; with 16 rows, as many again may be unfit. */
    static final int LONGEST_WALK = 32;

    private final PolicyTuning tuning;
    private final Backlog<T> backlog;
    private final Router router;
    private final Conditions conditions;

    private int rows;
    private int length;
    private double nominalNanos;
    private double guard;
    private double spareNanos;

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

    /**
     * The head, which is still queued but no longer counted, and its mates; all of them leave the queue.
     *
     * @param guard factor by which the predicted run time is multiplied before it is compared with a target
     * @param spareNanos nominal nanos that the head may run without making others late
     */
    List<Ticket<T>> gather(
            Ticket<T> head, LearnedModel model, int variant, int lane, double mu, double guard, double spareNanos) {
        this.guard = guard;
        this.spareNanos = spareNanos;
        rows = head.demand().rows();
        length = head.demand().length();
        nominalNanos = model.nanos(variant, rows, length);
        List<Ticket<T>> members = new ArrayList<>(4);
        members.add(head);
        if (!conditions.isBlind && rows < model.profile().maxBatchRows()) {
            addMates(members, model, variant, lane, mu);
        }
        for (Ticket<T> member : members) {
            backlog.unlink(member);
        }
        return members;
    }

    private void addMates(List<Ticket<T>> members, LearnedModel model, int variant, int lane, double mu) {
        Ticket<T> head = members.get(0);
        backlog.walk();
        for (Ticket<T> mate = backlog.following(); mate != null; mate = backlog.following()) {
            if (mate.demand().model() == head.demand().model() && joins(head, mate, model, variant)) {
                router.choose(model, mate, lane, conditions, mu, spareNanos);
                if (isContent(model, mate, variant) && tryCount(mate, model, variant)) {
                    members.add(mate);
                }
            }
        }
    }

    private boolean joins(Ticket<T> head, Ticket<T> mate, LearnedModel model, int variant) {
        Demand demand = mate.demand();
        int nextRows = rows + demand.rows();
        int nextLength = Math.max(length, demand.length());
        if (nextRows > model.profile().maxBatchRows()
                || (long) nextRows * nextLength > model.profile().maxBatchTokens()
                || (model.permitted(demand) >>> variant & 1) == 0) {
            return false;
        }
        double together = model.nanos(variant, nextRows, nextLength);
        double alone = model.nanos(variant, demand.rows(), demand.length());
        return together - nominalNanos < tuning.mateShare() * alone
                && isInTime(head, together)
                && isInTime(mate, together);
    }

    /** In time for the target, or for the end where the target is lost already. */
    private boolean isInTime(Ticket<T> member, double batchNanos) {
        double aloneNanos = guard * conditions.slowdown * nominalNanos;
        long target = member.target() - conditions.now;
        long limit = aloneNanos > target ? member.end() - conditions.now : target;
        return guard * conditions.slowdown * batchNanos <= limit;
    }

    /** Its own best variant at this price, which the router has just chosen, is not a dearer one. */
    private boolean isContent(LearnedModel model, Ticket<T> mate, int variant) {
        Demand demand = mate.demand();
        int own = router.variant();
        return own == variant
                || model.nanos(own, demand.rows(), demand.length())
                        <= model.nanos(variant, demand.rows(), demand.length());
    }

    /** Takes the mate's work out of the queue and puts the batch's growth before it, unless that makes somebody late. */
    private boolean tryCount(Ticket<T> mate, LearnedModel model, int variant) {
        int nextLength = Math.max(length, mate.demand().length());
        double together = model.nanos(variant, rows + mate.demand().rows(), nextLength);
        double before = spareNanos - nominalNanos;
        backlog.discount(mate);
        double spare = backlog.work().slack(conditions.now) - conditions.owedNominalNanos();
        if (spare - together < Math.min(0, before)) {
            backlog.count(mate);
            return false;
        }
        spareNanos = spare;
        nominalNanos = together;
        rows += mate.demand().rows();
        length = nextLength;
        return true;
    }
}
