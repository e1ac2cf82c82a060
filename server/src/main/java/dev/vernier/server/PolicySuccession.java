package dev.vernier.server;

import dev.vernier.policy.Demand;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.Explanation;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The policy that decides now, and those before it until nothing is queued with them any more: what they admitted runs first,
 * and what they dispatched is reported to them. Not thread-safe, as every policy.
 */
final class PolicySuccession<T> implements DispatchPolicy<T> {
    private final List<DispatchPolicy<T>> retiring = new ArrayList<>();
    private final List<DispatchPolicy<T>> byLane = new ArrayList<>();
    private DispatchPolicy<T> present;

    PolicySuccession(DispatchPolicy<T> first, int lanes) {
        present = first;
        for (int lane = 0; lane < lanes; lane++) {
            byLane.add(first);
        }
    }

    /** From now on requests are offered to this one. */
    void follow(DispatchPolicy<T> next) {
        retiring.add(present);
        present = next;
    }

    @Override
    public @Nullable Refusal offer(Ticket<T> ticket, long now) {
        return present.offer(ticket, now);
    }

    @Override
    public @Nullable Dispatch<T> next(int lane, long now, Consumer<Ticket<T>> dropped) {
        while (!retiring.isEmpty()) {
            DispatchPolicy<T> oldest = retiring.get(0);
            Dispatch<T> dispatch = oldest.next(lane, now, dropped);
            if (dispatch != null) {
                byLane.set(lane, oldest);
                return dispatch;
            }
            retiring.remove(0);
        }
        byLane.set(lane, present);
        return present.next(lane, now, dropped);
    }

    @Override
    public void completed(Dispatch<T> dispatch, boolean succeeded, long now) {
        byLane.get(dispatch.lane()).completed(dispatch, succeeded, now);
    }

    @Override
    public boolean withdraw(Ticket<T> ticket, long now) {
        return present.withdraw(ticket, now) || retiring.stream().anyMatch(policy -> policy.withdraw(ticket, now));
    }

    @Override
    public void expire(long now, Consumer<Ticket<T>> dropped) {
        retiring.forEach(policy -> policy.expire(now, dropped));
        present.expire(now, dropped);
    }

    @Override
    public void adopt(PolicySnapshot snapshot, long now) {
        retiring.forEach(policy -> policy.adopt(snapshot, now));
        present.adopt(snapshot, now);
    }

    @Override
    public int queued() {
        int queued = present.queued();
        for (DispatchPolicy<T> policy : retiring) {
            queued += policy.queued();
        }
        return queued;
    }

    @Override
    public long backlogNanos(long now) {
        long nanos = present.backlogNanos(now);
        for (DispatchPolicy<T> policy : retiring) {
            nanos += policy.backlogNanos(now);
        }
        return nanos;
    }

    @Override
    public @Nullable Explanation explain(Demand demand, long target, long end, int lane, long now) {
        return present.explain(demand, target, end, lane, now);
    }

    @Override
    public Workload takeWorkload() {
        return present.takeWorkload();
    }
}
