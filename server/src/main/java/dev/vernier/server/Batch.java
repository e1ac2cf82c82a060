package dev.vernier.server;

import dev.vernier.policy.Ticket;
import dev.vernier.server.request.Inputs;
import dev.vernier.store.Termination;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests that one run answers. Members whose outcome is decided elsewhere meanwhile (cancelled, expired) leave it;
 * when the last has left, the run is terminated.
 */
final class Batch {
    /** Where a request is that has no batch yet. */
    static final Batch NOT_YET = new Batch(List.of());
    /** Where a request is whose outcome is decided. */
    static final Batch OVER = new Batch(List.of());

    private final List<Ticket<Permit>> members;
    private final int rows;
    private final Termination termination = new Termination();
    private final AtomicInteger remaining;

    private Batch(List<Ticket<Permit>> candidates) {
        members = new ArrayList<>(candidates.size());
        remaining = new AtomicInteger(candidates.size());
        int counted = 0;
        for (Ticket<Permit> candidate : candidates) {
            if (candidate.payload().enter(this)) {
                members.add(candidate);
                counted += candidate.payload().rows();
            } else {
                memberGone();
            }
        }
        rows = counted;
    }

    /** A batch of those tickets that still want an answer. */
    static Batch of(List<Ticket<Permit>> candidates) {
        return new Batch(candidates);
    }

    /** Called once for each member, when its outcome is decided. */
    void memberGone() {
        if (remaining.decrementAndGet() == 0) {
            termination.terminate();
        }
    }

    List<Ticket<Permit>> members() {
        return members;
    }

    /** The members' inputs, in the order of the members. */
    List<Inputs> inputs() {
        List<Inputs> inputs = new ArrayList<>(members.size());
        for (Ticket<Permit> member : members) {
            inputs.add(member.payload().request().inputs());
        }
        return inputs;
    }

    int rows() {
        return rows;
    }

    Termination termination() {
        return termination;
    }
}
