package dev.vernier.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/**
 * The lanes that have nothing to do; the last to park is the first to be woken. One may be lent: its thread stays parked while
 * somebody else runs a batch in its place. Everything is called under the lock.
 */
final class ParkedLanes {
    private final Deque<Integer> free = new ArrayDeque<>();
    private final List<Condition> wakeUps = new ArrayList<>();
    private final boolean[] isLent;

    ParkedLanes(Lock lock, int lanes) {
        isLent = new boolean[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            wakeUps.add(lock.newCondition());
        }
    }

    /** Number of lanes, parked or not. */
    int lanes() {
        return isLent.length;
    }

    /** Whether none could be woken or lent. */
    boolean isEmpty() {
        return free.isEmpty();
    }

    /** The lane that would be woken or lent next, or the first one where none would. */
    int next() {
        return free.isEmpty() ? 0 : free.element();
    }

    /** Parks the calling thread, which is this lane's, until it is woken. */
    void park(Integer lane) {
        free.push(lane);
        do {
            wakeUps.get(lane).awaitUninterruptibly();
        } while (isLent[lane]);
        free.remove(lane);
    }

    void wakeOne() {
        Integer lane = free.poll();
        if (lane != null) {
            wakeUps.get(lane).signal();
        }
    }

    void wakeAll() {
        wakeUps.forEach(Condition::signal);
    }

    void lend(Integer lane) {
        isLent[lane] = true;
        free.remove(lane);
    }

    /** Ends a loan; false where the lane was not lent. */
    boolean takeBack(Integer lane) {
        boolean wasLent = isLent[lane];
        if (wasLent) {
            isLent[lane] = false;
            free.push(lane);
        }
        return wasLent;
    }
}
