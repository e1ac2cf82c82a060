package dev.vernier.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Binary heap of tickets by target or by end, ties in the order of admission. A ticket knows its position, so that it is
 * removed in O(log n) from anywhere.
 */
final class TicketHeap<T> {
    /** The time that orders a heap. */
    enum Order {
        TARGET,
        END
    }

    private final Order order;
    private final List<Ticket<T>> tickets = new ArrayList<>();
    private final int[] frontier;
    private int frontierSize;

    /** @param longestWalk most tickets that {@link #following} is asked for after {@link #first} */
    TicketHeap(Order order, int longestWalk) {
        this.order = order;
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
        reach(1);
        reach(2);
    }

    /** The next ticket in order, or null at the end or after the longest walk. */
    @Nullable Ticket<T> following() {
        if (frontierSize == 0) {
            return null;
        }
        int position = frontier[--frontierSize];
        reach(2 * position + 1);
        reach(2 * position + 2);
        return tickets.get(position);
    }

    /** The frontier is sorted, the earliest last; it holds every position whose parent was visited. */
    private void reach(int position) {
        if (position >= tickets.size() || frontierSize == frontier.length) {
            return;
        }
        int at = frontierSize++;
        while (at > 0 && precedes(tickets.get(frontier[at - 1]), tickets.get(position))) {
            frontier[at] = frontier[at - 1];
            at--;
        }
        frontier[at] = position;
    }

    private void siftUp(int from, Ticket<T> ticket) {
        int position = from;
        while (position > 0) {
            int parent = (position - 1) / 2;
            if (!precedes(ticket, tickets.get(parent))) {
                break;
            }
            put(position, tickets.get(parent));
            position = parent;
        }
        put(position, ticket);
    }

    private void siftDown(int from, Ticket<T> ticket) {
        int position = from;
        for (int child = 2 * position + 1; child < tickets.size(); child = 2 * position + 1) {
            if (child + 1 < tickets.size() && precedes(tickets.get(child + 1), tickets.get(child))) {
                child++;
            }
            if (!precedes(tickets.get(child), ticket)) {
                break;
            }
            put(position, tickets.get(child));
            position = child;
        }
        put(position, ticket);
    }

    private void put(int position, Ticket<T> ticket) {
        tickets.set(position, ticket);
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

    private boolean precedes(Ticket<T> one, Ticket<T> other) {
        long difference = order == Order.TARGET ? one.target() - other.target() : one.end() - other.end();
        return difference < 0 || (difference == 0 && one.sequence - other.sequence < 0);
    }
}
