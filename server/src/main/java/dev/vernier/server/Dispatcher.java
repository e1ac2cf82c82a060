package dev.vernier.server;

import dev.vernier.policy.Demand;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.Explanation;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.ShedReason;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.Workload;
import dev.vernier.server.config.QueueConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The monitor around the policy: requests come in, free lanes pull batches out. Everything under its lock is O(log n) and
 * nothing else is called there; whoever is dropped is reported after the lock was let go.
 */
final class Dispatcher {
    /** What {@link #expire} adds to the present to reach everybody: far beyond any end, and no overflow of a difference. */
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier clock;
    private final PolicySuccession<Permit> policy;
    private final ParkedLanes parked;
    private final Waiting waiting;
    private final Consumer<Ticket<Permit>> drop = this::drop;

    private List<Permit> dropped = new ArrayList<>();
    private int busyLanes;
    /** Whether a borrower is on its way for what waits, so that no lane is woken for it. */
    private boolean isVisitDue;

    private boolean isClosed;

    /** @param clock monotonic nanos */
    Dispatcher(DispatchPolicy<Permit> policy, LongSupplier clock, int lanes, QueueConfig bounds) {
        this.clock = clock;
        this.policy = new PolicySuccession<>(policy, lanes);
        this.parked = new ParkedLanes(lock, lanes);
        this.waiting = new Waiting(bounds);
    }

    /**
     * Queues the ticket and returns null, or says why not. Wakes at most one lane, and none where a lane is parked and only
     * tiny requests wait.
     *
     * @param visit {@link #borrow}s such requests' batches and {@link #endVisit}s; run on the loop of the first of them, after
     *     what it has at hand
     */
    @Nullable Refusal enqueue(Ticket<Permit> ticket, Runnable visit) {
        boolean isFirst;
        lock.lock();
        try {
            Refusal refusal = admit(ticket);
            if (refusal != null) {
                return refusal;
            }
            boolean isForVisit = isBorrowable();
            isFirst = isForVisit && !isVisitDue;
            isVisitDue |= isForVisit;
            if (!isForVisit) {
                parked.wakeOne();
            }
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            invite(visit, ticket.payload());
        }
        return null;
    }

    /** A batch to run in the place of a parked lane; null where none is left that may be. */
    @Nullable Dispatch<Permit> borrow() {
        lock.lock();
        try {
            Dispatch<Permit> dispatch = isBorrowable() && !isClosed ? next(parked.next()) : null;
            if (dispatch != null) {
                parked.lend(dispatch.lane());
            }
            return dispatch;
        } finally {
            lock.unlock();
        }
    }

    /** The borrower leaves; who came meanwhile is a lane's. */
    void endVisit() {
        locked(() -> {
            isVisitDue = false;
            wakeWhereQueued();
        });
    }

    /**
     * The next batch for a free lane; parks the lane while there is none, and returns null when closed.
     *
     * @param onDropped told of each permit that left the queue because its end had come
     */
    @Nullable Dispatch<Permit> take(int lane, Consumer<Permit> onDropped) {
        while (true) {
            Dispatch<Permit> dispatch;
            List<Permit> late;
            lock.lock();
            try {
                dispatch = awaitBatch(lane);
                late = takeDropped();
            } finally {
                lock.unlock();
            }
            late.forEach(onDropped);
            if (dispatch != null || late.isEmpty()) {
                return dispatch;
            }
        }
    }

    /** The lane, or who ran in its place, has finished the batch. */
    void complete(Dispatch<Permit> dispatch, boolean succeeded) {
        lock.lock();
        try {
            busyLanes--;
            policy.completed(dispatch, succeeded, clock.getAsLong());
            if (parked.takeBack(dispatch.lane()) && (!isVisitDue || isClosed)) {
                wakeWhereQueued();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a cancelled ticket out of the queue, if it is still there. */
    void cancel(Ticket<Permit> ticket) {
        lock.lock();
        try {
            if (policy.withdraw(ticket, clock.getAsLong())) {
                waiting.leaves(ticket.payload());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops whoever is past its end, also when no lane is free. */
    List<Permit> expire() {
        return expireAt(clock.getAsLong());
    }

    /** Drops everybody who waits. */
    List<Permit> expireAll() {
        return expireAt(clock.getAsLong() + FOREVER);
    }

    /** Gives the policy a new snapshot. */
    void adopt(PolicySnapshot snapshot) {
        locked(() -> policy.adopt(snapshot, clock.getAsLong()));
    }

    /** From now on this policy decides about what comes; what waits is left to the one before. */
    void decideBy(DispatchPolicy<Permit> next) {
        locked(() -> policy.follow(next));
    }

    /** From now on the queue holds this much. */
    void bound(QueueConfig bounds) {
        locked(() -> waiting.bound(bounds));
    }

    /** How the policy would judge and answer a request now; null where it does not say. */
    @Nullable Explanation explain(Demand demand, long target, long end) {
        lock.lock();
        try {
            return policy.explain(demand, target, end, parked.next(), clock.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** What has arrived since the last call. */
    Workload takeWorkload() {
        return locked(policy::takeWorkload);
    }

    /** Lets the lanes go: they take no more batches. */
    void close() {
        locked(() -> {
            isClosed = true;
            parked.wakeAll();
        });
    }

    QueueState state() {
        return locked(() ->
                new QueueState(waiting.requests(), waiting.bytes(), policy.backlogNanos(clock.getAsLong()), busyLanes));
    }

    private @Nullable Refusal admit(Ticket<Permit> ticket) {
        if (!waiting.hasRoomFor(ticket.payload())) {
            return new Refusal(ShedReason.LIMIT, policy.backlogNanos(clock.getAsLong()) / parked.lanes());
        }
        Refusal refusal = policy.offer(ticket, clock.getAsLong());
        if (refusal == null) {
            waiting.enters(ticket.payload());
        }
        return refusal;
    }

    private void invite(Runnable visit, Permit first) {
        try {
            first.call().loop().execute(visit);
        } catch (RejectedExecutionException ended) {
            endVisit();
        }
    }

    private boolean isBorrowable() {
        return waiting.isTiny() && !parked.isEmpty();
    }

    /** Since a lent lane is not woken by whoever comes. */
    private void wakeWhereQueued() {
        if (waiting.requests() > 0 || isClosed) {
            parked.wakeOne();
        }
    }

    private @Nullable Dispatch<Permit> next(int lane) {
        Dispatch<Permit> dispatch = policy.next(lane, clock.getAsLong(), drop);
        if (dispatch != null) {
            busyLanes++;
            for (Ticket<Permit> member : dispatch.members()) {
                waiting.leaves(member.payload());
            }
        }
        return dispatch;
    }

    /** The next batch; null when closed, and when somebody was dropped who is to be told first. */
    private @Nullable Dispatch<Permit> awaitBatch(int lane) {
        while (!isClosed) {
            Dispatch<Permit> dispatch = next(lane);
            if (dispatch != null || !dropped.isEmpty()) {
                return dispatch;
            }
            parked.park(lane);
        }
        return null;
    }

    private List<Permit> expireAt(long now) {
        return locked(() -> {
            policy.expire(now, drop);
            return takeDropped();
        });
    }

    private void drop(Ticket<Permit> ticket) {
        waiting.leaves(ticket.payload());
        dropped.add(ticket.payload());
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    private List<Permit> takeDropped() {
        if (dropped.isEmpty()) {
            return List.of();
        }
        List<Permit> taken = dropped;
        dropped = new ArrayList<>();
        return taken;
    }
}
