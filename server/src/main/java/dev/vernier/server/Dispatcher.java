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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The monitor around the policy: requests come in, free lanes pull batches out. Everything under its lock is O(log n) and
 * nothing else is called there; whoever is dropped is reported after the lock was let go.
 */
final class Dispatcher {
    /** What {@link #expire} adds to the present to reach everybody: far beyond any end, and no overflow of a difference. */
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Integer> idleLanes = new ArrayDeque<>();
    private final List<Condition> wakeUps = new ArrayList<>();
    /** Lanes that are parked while somebody else runs a batch in their place. */
    private final boolean[] isLent;

    private final PolicySuccession<Permit> policy;
    private final LongSupplier clock;
    private final Consumer<Ticket<Permit>> drop = this::drop;

    private QueueConfig bounds;
    private List<Permit> dropped = new ArrayList<>();
    private long queuedBytes;
    private int queuedTiny;
    private int busyLanes;
    /** Whether a borrower is on its way for what waits, so that no lane is woken for it. */
    private boolean isVisitDue;

    private boolean isClosed;

    /** @param clock monotonic nanos */
    Dispatcher(DispatchPolicy<Permit> policy, LongSupplier clock, int lanes, QueueConfig bounds) {
        this.policy = new PolicySuccession<>(policy, lanes);
        this.clock = clock;
        this.bounds = bounds;
        this.isLent = new boolean[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            wakeUps.add(lock.newCondition());
        }
    }

    /**
     * Queues the ticket and returns null, or says why not. Wakes at most one lane, and none where a lane is parked and only
     * tiny requests wait.
     *
     * @param visit what {@link #borrow}s such requests' batches; run on the loop of the first of them, after what it has at hand
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
                wakeOneLane();
            }
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            ticket.payload().call().loop().execute(visit);
        }
        return null;
    }

    /** A batch to run in the place of a parked lane; null, and the visit is over, where none is left that may be. */
    @Nullable Dispatch<Permit> borrow() {
        lock.lock();
        try {
            Dispatch<Permit> dispatch = isBorrowable() && !isClosed ? next(idleLanes.element()) : null;
            if (dispatch != null) {
                isLent[dispatch.lane()] = true;
                idleLanes.remove(dispatch.lane());
            } else {
                isVisitDue = false;
                wakeWhereQueued();
            }
            return dispatch;
        } finally {
            lock.unlock();
        }
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
            if (isLent[dispatch.lane()]) {
                takeBack(dispatch.lane());
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
                leaveQueue(ticket);
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
        lock.lock();
        try {
            policy.adopt(snapshot, clock.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** From now on this policy decides about what comes; what waits is left to the one before. */
    void decideBy(DispatchPolicy<Permit> next) {
        lock.lock();
        try {
            policy.follow(next);
        } finally {
            lock.unlock();
        }
    }

    /** From now on the queue holds this much. */
    void bound(QueueConfig changed) {
        lock.lock();
        try {
            bounds = changed;
        } finally {
            lock.unlock();
        }
    }

    /** How the policy would judge and answer a request now; null where it does not say. */
    @Nullable Explanation explain(Demand demand, long target, long end) {
        lock.lock();
        try {
            Integer idle = idleLanes.peek();
            return policy.explain(demand, target, end, idle == null ? 0 : idle, clock.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** What has arrived since the last call. */
    Workload takeWorkload() {
        lock.lock();
        try {
            return policy.takeWorkload();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the lanes go: they take no more batches. */
    void close() {
        lock.lock();
        try {
            isClosed = true;
            wakeUps.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
    }

    QueueState state() {
        lock.lock();
        try {
            return new QueueState(policy.queued(), queuedBytes, policy.backlogNanos(clock.getAsLong()), busyLanes);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Refusal admit(Ticket<Permit> ticket) {
        long bytes = ticket.payload().request().frameBytes();
        if (policy.queued() >= bounds.queueRequests()
                || queuedBytes + bytes > bounds.queueBytes().bytes()) {
            return new Refusal(ShedReason.LIMIT, policy.backlogNanos(clock.getAsLong()) / wakeUps.size());
        }
        Refusal refusal = policy.offer(ticket, clock.getAsLong());
        if (refusal == null) {
            queuedBytes += bytes;
            queuedTiny += ticket.payload().isTiny() ? 1 : 0;
        }
        return refusal;
    }

    private boolean isBorrowable() {
        return queuedTiny > 0 && queuedTiny == policy.queued() && !idleLanes.isEmpty();
    }

    /** The lane parks for itself again; whoever came meanwhile found it gone. */
    private void takeBack(int lane) {
        isLent[lane] = false;
        idleLanes.push(lane);
        if (!isVisitDue || isClosed) {
            wakeWhereQueued();
        }
    }

    private void wakeWhereQueued() {
        if (policy.queued() > 0 || isClosed) {
            wakeOneLane();
        }
    }

    private @Nullable Dispatch<Permit> next(int lane) {
        Dispatch<Permit> dispatch = policy.next(lane, clock.getAsLong(), drop);
        if (dispatch != null) {
            busyLanes++;
            dispatch.members().forEach(this::leaveQueue);
        }
        return dispatch;
    }

    private List<Permit> expireAt(long now) {
        lock.lock();
        try {
            policy.expire(now, drop);
            return takeDropped();
        } finally {
            lock.unlock();
        }
    }

    /** The next batch; null when closed, and when somebody was dropped who is to be told first. */
    private @Nullable Dispatch<Permit> awaitBatch(int lane) {
        while (!isClosed) {
            Dispatch<Permit> dispatch = next(lane);
            if (dispatch != null || !dropped.isEmpty()) {
                return dispatch;
            }
            park(lane);
        }
        return null;
    }

    private void park(Integer lane) {
        idleLanes.push(lane);
        do {
            wakeUps.get(lane).awaitUninterruptibly();
        } while (isLent[lane]);
        idleLanes.remove(lane);
    }

    private void wakeOneLane() {
        Integer lane = idleLanes.poll();
        if (lane != null) {
            wakeUps.get(lane).signal();
        }
    }

    private void drop(Ticket<Permit> ticket) {
        leaveQueue(ticket);
        dropped.add(ticket.payload());
    }

    private void leaveQueue(Ticket<Permit> ticket) {
        queuedBytes -= ticket.payload().request().frameBytes();
        queuedTiny -= ticket.payload().isTiny() ? 1 : 0;
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
