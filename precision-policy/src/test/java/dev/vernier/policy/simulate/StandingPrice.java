package dev.vernier.policy.simulate;

import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.PriceRule;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.Workload;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A policy that hears nothing more of prices once some time of its trace is over. */
final class StandingPrice<T> implements DispatchPolicy<T> {
    private final DispatchPolicy<T> policy;
    private final long movingNanos;
    private @Nullable PriceRule price;
    private long first = Long.MIN_VALUE;

    StandingPrice(DispatchPolicy<T> policy, long movingNanos) {
        this.policy = policy;
        this.movingNanos = movingNanos;
    }

    @Override
    public void adopt(PolicySnapshot snapshot, long now) {
        first = first == Long.MIN_VALUE ? now : first;
        if (price == null || now - first < movingNanos) {
            price = snapshot.price();
        }
        policy.adopt(
                new PolicySnapshot(snapshot.takenAt(), snapshot.lanes(), snapshot.slowdown(), price, snapshot.models()),
                now);
    }

    @Override
    public @Nullable Refusal offer(Ticket<T> ticket, long now) {
        return policy.offer(ticket, now);
    }

    @Override
    public @Nullable Dispatch<T> next(int lane, long now, Consumer<Ticket<T>> dropped) {
        return policy.next(lane, now, dropped);
    }

    @Override
    public void completed(Dispatch<T> dispatch, boolean succeeded, long now) {
        policy.completed(dispatch, succeeded, now);
    }

    @Override
    public boolean withdraw(Ticket<T> ticket, long now) {
        return policy.withdraw(ticket, now);
    }

    @Override
    public void expire(long now, Consumer<Ticket<T>> dropped) {
        policy.expire(now, dropped);
    }

    @Override
    public int queued() {
        return policy.queued();
    }

    @Override
    public long backlogNanos(long now) {
        return policy.backlogNanos(now);
    }

    @Override
    public Workload takeWorkload() {
        return policy.takeWorkload();
    }
}
