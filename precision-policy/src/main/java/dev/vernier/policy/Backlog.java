package dev.vernier.policy;

import org.jspecify.annotations.Nullable;

/**
 * The queued tickets in every order that the policy asks for: by target, by end, and their work by target. W0 is the sum of
 * the nominal costs with which they were queued.
 */
final class Backlog<T> {
    /** Far targets share the last bucket: 8 s cover ten times an slo of 800 ms. */
    private static final int BUCKETS = 8192;

    private final TicketHeap<T> byTarget;
    private final TicketHeap<T> byEnd = new TicketHeap<>(TicketHeap.Order.END, 0);
    private final WorkTree work;
    private long nominalNanos;
    private long admitted;

    Backlog(long bucketNanos, int longestWalk) {
        byTarget = new TicketHeap<>(TicketHeap.Order.TARGET, longestWalk);
        work = new WorkTree(BUCKETS, bucketNanos);
    }

    int size() {
        return byTarget.size();
    }

    /** W0. */
    long nominalNanos() {
        return nominalNanos;
    }

    WorkTree work() {
        return work;
    }

    @Nullable Ticket<T> head() {
        return byTarget.first();
    }

    void walk() {
        byTarget.walk();
    }

    @Nullable Ticket<T> following() {
        return byTarget.following();
    }

    boolean holds(Ticket<T> ticket) {
        return byTarget.holds(ticket);
    }

    void add(Ticket<T> ticket) {
        ticket.sequence = admitted++;
        byTarget.add(ticket);
        byEnd.add(ticket);
        count(ticket);
    }

    void remove(Ticket<T> ticket) {
        discount(ticket);
        unlink(ticket);
    }

    /** Takes its work off, but leaves the ticket where it is; follow with {@link #count} or {@link #unlink}. */
    void discount(Ticket<T> ticket) {
        work.remove(ticket.bucket, ticket.nominalNanos);
        nominalNanos -= ticket.nominalNanos;
    }

    void count(Ticket<T> ticket) {
        ticket.bucket = work.add(ticket.target(), ticket.nominalNanos);
        nominalNanos += ticket.nominalNanos;
    }

    void unlink(Ticket<T> ticket) {
        byTarget.remove(ticket);
        byEnd.remove(ticket);
    }

    /** Removes and returns a ticket that is past its end, or null. */
    @Nullable Ticket<T> pollExpired(long now) {
        Ticket<T> ticket = byEnd.first();
        if (ticket == null || ticket.end() - now > 0) {
            return null;
        }
        remove(ticket);
        return ticket;
    }

    /** Measures slack with another capacity. */
    void rebuild(int lanes, double slowdown, long now) {
        work.reset(lanes, slowdown, now);
        for (Ticket<T> ticket : byTarget.unordered()) {
            ticket.bucket = work.place(ticket.target(), ticket.nominalNanos);
        }
        work.build();
    }
}
