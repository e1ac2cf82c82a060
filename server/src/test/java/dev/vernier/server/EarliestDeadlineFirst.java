package dev.vernier.server;

import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Reason;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.Workload;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes everything, runs it by target on the pinned variant or the reference, in batches of the same model and variant. */
final class EarliestDeadlineFirst<T> implements DispatchPolicy<T> {
    private static final long RUN_NANOS = 1_000_000;

    private final PriorityQueue<Ticket<T>> queue =
            new PriorityQueue<>((one, other) -> Long.compare(one.target() - other.target(), 0));
    private final int maxBatch;
    private final Runnable onOffer;

    /** @param onOffer what happens before a ticket is queued */
    EarliestDeadlineFirst(int maxBatch, Runnable onOffer) {
        this.maxBatch = maxBatch;
        this.onOffer = onOffer;
    }

    @Override
    public @Nullable Refusal offer(Ticket<T> ticket, long now) {
        onOffer.run();
        queue.add(ticket);
        return null;
    }

    @Override
    public @Nullable Dispatch<T> next(int lane, long now, Consumer<Ticket<T>> dropped) {
        expire(now, dropped);
        Ticket<T> head = queue.poll();
        if (head == null) {
            return null;
        }
        List<Ticket<T>> members = new ArrayList<>(List.of(head));
        Iterator<Ticket<T>> others = queue.iterator();
        while (others.hasNext() && members.size() < maxBatch) {
            Ticket<T> mate = others.next();
            if (mate.demand().model() == head.demand().model()
                    && mate.demand().pin() == head.demand().pin()) {
                others.remove();
                members.add(mate);
            }
        }
        int length = members.stream()
                .mapToInt(member -> member.demand().length())
                .max()
                .orElseThrow();
        int variant = Math.max(0, head.demand().pin());
        Reason reason = head.demand().pin() < 0 ? Reason.REFERENCE : Reason.PIN;
        return new Dispatch<>(
                lane, head.demand().model(), variant, members, length, reason, 0, now, RUN_NANOS, RUN_NANOS);
    }

    @Override
    public void completed(Dispatch<T> dispatch, boolean succeeded, long now) {}

    @Override
    public boolean withdraw(Ticket<T> ticket, long now) {
        return queue.remove(ticket);
    }

    @Override
    public void expire(long now, Consumer<Ticket<T>> dropped) {
        List<Ticket<T>> late =
                queue.stream().filter(ticket -> now - ticket.end() >= 0).toList();
        queue.removeAll(late);
        late.forEach(dropped);
    }

    @Override
    public void adopt(PolicySnapshot snapshot, long now) {}

    @Override
    public int queued() {
        return queue.size();
    }

    @Override
    public long backlogNanos(long now) {
        return queue.size() * RUN_NANOS;
    }

    @Override
    public Workload takeWorkload() {
        return new Workload(List.of(), queue.size(), List.of(), Workload.Batching.NONE);
    }
}
