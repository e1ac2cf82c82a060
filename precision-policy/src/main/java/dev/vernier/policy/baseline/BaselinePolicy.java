package dev.vernier.policy.baseline;

import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Reason;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.ShedReason;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.Workload;
import dev.vernier.policy.Workload.ModelWorkload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What all baselines share: the earliest target first, heads dropped that cannot finish any more on the variant chosen for
 * them, batches as the choice wants them. Admits everything that fits into the queue.
 */
final class BaselinePolicy<T> implements DispatchPolicy<T> {
    private static final int MAX_QUEUED = 20_000;
    private static final int LONGEST_WALK = 32;
    private static final int NO_BINS = 128;

    private final Choice choice;
    private final TreeSet<Queued<T>> queue = new TreeSet<>();
    private final List<Long> laneFreeAt = new ArrayList<>();
    private PolicySnapshot snapshot;
    private long sequence;
    private int open;

    private record Queued<T>(Ticket<T> ticket, long sequence) implements Comparable<Queued<T>> {
        @Override
        public int compareTo(Queued<T> other) {
            long difference = ticket.target() - other.ticket.target();
            return difference != 0 ? Long.signum(difference) : Long.compare(sequence, other.sequence);
        }
    }

    BaselinePolicy(Choice choice, PolicySnapshot first) {
        this.choice = choice;
        snapshot = first;
    }

    @Override
    public @Nullable Refusal offer(Ticket<T> ticket, long now) {
        choice.arrived(ticket.demand(), now);
        if (queue.size() >= MAX_QUEUED) {
            return new Refusal(ShedReason.LIMIT, backlogNanos(now));
        }
        queue.add(new Queued<>(ticket, sequence++));
        open++;
        return null;
    }

    @Override
    public @Nullable Dispatch<T> next(int lane, long now, Consumer<Ticket<T>> dropped) {
        while (!queue.isEmpty()) {
            Ticket<T> ticket = queue.first().ticket();
            Head head = head(ticket, now);
            int variant = choice.variant(head);
            queue.pollFirst();
            if (head.nanos(variant) > ticket.end() - now) {
                open--;
                dropped.accept(ticket);
            } else {
                return dispatch(lane, head, ticket, variant, now);
            }
        }
        return null;
    }

    private Dispatch<T> dispatch(int lane, Head head, Ticket<T> ticket, int variant, long now) {
        List<Ticket<T>> members = new ArrayList<>(List.of(ticket));
        int length = ticket.demand().length();
        int rows = ticket.demand().rows();
        var cost = head.model().variants().get(variant).cost();
        List<Queued<T>> joined = new ArrayList<>();
        int walked = 0;
        for (Queued<T> queued : queue) {
            if (members.size() >= choice.maxBatch() || walked++ == LONGEST_WALK) {
                break;
            }
            Ticket<T> mate = queued.ticket();
            int nextRows = rows + mate.demand().rows();
            int nextLength = Math.max(length, mate.demand().length());
            double together = cost.nanos(nextRows, nextLength);
            double alone = cost.nanos(mate.demand().rows(), mate.demand().length());
            if (mate.demand().model() == ticket.demand().model()
                    && head(mate, now).permits(variant)
                    && nextRows <= head.model().maxBatchRows()
                    && (long) nextRows * nextLength <= head.model().maxBatchTokens()
                    && together - cost.nanos(rows, length) < choice.mateShare() * alone
                    && snapshot.slowdown() * together <= ticket.target() - now) {
                members.add(mate);
                joined.add(queued);
                rows = nextRows;
                length = nextLength;
            }
        }
        joined.forEach(queue::remove);
        long nominal = (long) cost.nanos(rows, length);
        long predicted = (long) (snapshot.slowdown() * nominal);
        occupy(lane, now + predicted);
        Reason reason = variant == 0 ? Reason.REFERENCE : Reason.PRICE;
        return new Dispatch<>(
                lane, ticket.demand().model(), variant, members, length, reason, 0, now, predicted, nominal);
    }

    @Override
    public void completed(Dispatch<T> dispatch, boolean succeeded, long now) {
        open -= dispatch.members().size();
        boolean wasInTime = dispatch.members().stream().allMatch(member -> now - member.target() <= 0);
        choice.finished(dispatch.rows(), wasInTime);
    }

    @Override
    public boolean withdraw(Ticket<T> ticket, long now) {
        boolean wasQueued = queue.removeIf(queued -> queued.ticket() == ticket);
        open -= wasQueued ? 1 : 0;
        return wasQueued;
    }

    @Override
    public void expire(long now, Consumer<Ticket<T>> dropped) {
        List<Queued<T>> late = queue.stream()
                .filter(queued -> queued.ticket().end() - now <= 0)
                .toList();
        late.forEach(queued -> {
            queue.remove(queued);
            open--;
            dropped.accept(queued.ticket());
        });
    }

    @Override
    public void adopt(PolicySnapshot next, long now) {
        snapshot = next;
        choice.adopt(next, now);
    }

    @Override
    public int queued() {
        return queue.size();
    }

    @Override
    public long backlogNanos(long now) {
        double sum = 0;
        for (Queued<T> queued : queue) {
            Head head = head(queued.ticket(), now);
            sum += head.nanos(head.cheapest());
        }
        return (long) sum;
    }

    @Override
    public Workload takeWorkload() {
        List<ModelWorkload> models = snapshot.models().stream()
                .map(model -> new ModelWorkload(0, 0, 0, 0, List.of()))
                .toList();
        return new Workload(models, open, Collections.nCopies(NO_BINS, 0.0), Workload.Batching.NONE);
    }

    private Head head(Ticket<T> ticket, long now) {
        ModelProfile model = snapshot.models().get(ticket.demand().model());
        return new Head(model, ticket.demand(), ticket.target() - now, snapshot.slowdown(), nanos -> {
            return canWait(ticket, nanos, now);
        });
    }

    /** The rest of the queue on its cheapest variants, in the order of targets, on lanes that share the work. */
    private boolean canWait(Ticket<T> ticket, double nanos, long now) {
        double work = nanos;
        for (long freeAt : laneFreeAt) {
            work += Math.max(0, freeAt - now);
        }
        for (Queued<T> queued : queue) {
            if (queued.ticket() != ticket) {
                Head head = head(queued.ticket(), now);
                double own = head.nanos(head.cheapest());
                if (work / snapshot.lanes() + own > head.slackNanos()) {
                    return false;
                }
                work += own;
            }
        }
        return true;
    }

    private void occupy(int lane, long until) {
        while (laneFreeAt.size() <= lane) {
            laneFreeAt.add(until);
        }
        laneFreeAt.set(lane, until);
    }
}
