package dev.vernier.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binary heap of tickets by target or by end, ties in the order of admission. A ticket knows its position, so that it is
 * removed in O(log n) from anywhere. The times stand beside the tickets: of ten thousand tickets most are in no cache.
 */
final class TicketHeap<T> {
    /** The time that orders a heap. */
    enum Order {
        TARGET,
        END
    }

    private final Order order;
    private final List<Ticket<T>> tickets = new ArrayList<>();
    private long[] times = new long[64];
    private final int longestWalk;
    private final int[] frontier;
    private int frontierSize;
    private int walked;

    /** @param longestWalk most tickets that {@link #following} is asked for after {@link #first} */
    TicketHeap(Order order, int longestWalk) {
        this.order = order;
        this.longestWalk = longestWalk;
        frontier = new int[longestWalk + 2];
    }

    int size() {
        return tickets.size();
    }

    List<Ticket<T>> unordered() {
        return tickets;
    }

    @Nullable Ticket<T> first() {
        return tickets.isEmpty() ? null : tickets.get(0);
    }

    /** Whether the ticket is in this heap, and not in another one or in none. */
    boolean holds(Ticket<T> ticket) {
        int position = position(ticket);
        return position >= 0 && position < tickets.size() && tickets.get(position) == ticket;
    }

    void add(Ticket<T> ticket) {
        if (tickets.size() == times.length) {
            times = Arrays.copyOf(times, 2 * times.length);
        }
        tickets.add(ticket);
        siftUp(tickets.size() - 1, ticket);
    }

    void remove(Ticket<T> ticket) {
        int position = position(ticket);
        Ticket<T> last = tickets.remove(tickets.size() - 1);
        place(-1, ticket);
        if (last != ticket) {
            siftDown(position, last);
            siftUp(position(last), last);
        }
    }

    /** Starts a walk in order behind the first ticket; the heap must not change while it lasts. */
    void walk() {
        frontierSize = 0;
        walked = 0;
        reach(1);
        reach(2);
    }

    /** The next ticket in order, or null at the end or after the longest walk. */
    @Nullable Ticket<T> following() {
        if (frontierSize == 0 || walked == longestWalk) {
            return null;
        }
        walked++;
        int position = frontier[--frontierSize];
        reach(2 * position + 1);
        reach(2 * position + 2);
        return tickets.get(position);
    }

    /** The frontier is sorted, the earliest last; it holds every position whose parent was visited. */
    private void reach(int position) {
        if (position >= tickets.size()) {
            return;
        }
        int at = frontierSize++;
        while (at > 0 && precedes(frontier[at - 1], position)) {
            frontier[at] = frontier[at - 1];
            at--;
        }
        frontier[at] = position;
    }

    private void siftUp(int from, Ticket<T> ticket) {
        int position = from;
        long time = time(ticket);
        while (position > 0) {
            int parent = (position - 1) / 2;
            if (!precedes(time, ticket, parent)) {
                break;
            }
            put(position, times[parent], tickets.get(parent));
            position = parent;
        }
        put(position, time, ticket);
    }

    private void siftDown(int from, Ticket<T> ticket) {
        int position = from;
        long time = time(ticket);
        for (int child = 2 * position + 1; child < tickets.size(); child = 2 * position + 1) {
            if (child + 1 < tickets.size() && precedes(child + 1, child)) {
                child++;
            }
            if (precedes(time, ticket, child)) {
                break;
            }
            put(position, times[child], tickets.get(child));
            position = child;
        }
        put(position, time, ticket);
    }

    private void put(int position, long time, Ticket<T> ticket) {
        tickets.set(position, ticket);
        times[position] = time;
        place(position, ticket);
    }

    private void place(int position, Ticket<T> ticket) {
        if (order == Order.TARGET) {
            ticket.targetPosition = position;
        } else {
            ticket.endPosition = position;
        }
    }

    private int position(Ticket<T> ticket) {
        return order == Order.TARGET ? ticket.targetPosition : ticket.endPosition;
    }

    private long time(Ticket<T> ticket) {
        return order == Order.TARGET ? ticket.target() : ticket.end();
    }

    private boolean precedes(int one, int other) {
        return times[one] == times[other]
                ? tickets.get(one).sequence - tickets.get(other).sequence < 0
                : times[one] - times[other] < 0;
    }

    private boolean precedes(long time, Ticket<T> ticket, int other) {
        return time == times[other] ? ticket.sequence - tickets.get(other).sequence < 0 : time - times[other] < 0;
    }
}
