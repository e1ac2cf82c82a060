package dev.vernier.policy.simulate;

import dev.vernier.policy.Demand;
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
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A clairvoyant: knows the bound's price of every request, and what every run will really take. Its schedule is feasible, so
 * what it reaches bounds the optimum from below.
 */
final class PriceFollower implements DispatchPolicy<TraceRequest> {
    private static final int LONGEST_WALK = 64;
    private static final int NO_BINS = 128;

    private final World world;
    private final UpperBound bound;
    private final double factor;
    private final TreeSet<Ticket<TraceRequest>> queue = new TreeSet<>(Comparator.<Ticket<TraceRequest>>comparingLong(
                    ticket -> ticket.payload().targetNanos())
            .thenComparingInt(ticket -> ticket.payload().index()));

    /** @param factor by which the bound's prices, which know of no lane that is busy, are raised */
    PriceFollower(World world, UpperBound bound, double factor) {
        this.world = world;
        this.bound = bound;
        this.factor = factor;
    }

    @Override
    public @Nullable Refusal offer(Ticket<TraceRequest> ticket, long now) {
        long allowed = ticket.target() - now;
        if (choose(ticket, allowed) < 0) {
            return new Refusal(ShedReason.PRICE, 0);
        }
        queue.add(ticket);
        return null;
    }

    @Override
    public @Nullable Dispatch<TraceRequest> next(int lane, long now, Consumer<Ticket<TraceRequest>> dropped) {
        for (Ticket<TraceRequest> head = queue.pollFirst(); head != null; head = queue.pollFirst()) {
            int variant = choose(head, head.target() - now);
            if (variant >= 0) {
                return dispatch(lane, head, variant, now);
            }
            dropped.accept(head);
        }
        return null;
    }

    private Dispatch<TraceRequest> dispatch(int lane, Ticket<TraceRequest> head, int variant, long now) {
        Batch batch = new Batch(model(head), variant, head);
        int walked = 0;
        for (Ticket<TraceRequest> mate : List.copyOf(queue)) {
            if (walked++ == LONGEST_WALK) {
                break;
            }
            if (choose(mate, mate.target() - now) == variant && batch.grows(mate, head.target() - now)) {
                batch.add(mate);
                queue.remove(mate);
            }
        }
        long nominal = (long) batch.nanos(batch.rows, batch.length, batch.noise);
        return new Dispatch<>(
                lane,
                head.demand().model(),
                variant,
                List.copyOf(batch.members),
                batch.length,
                Reason.PRICE,
                0,
                now,
                nominal,
                nominal);
    }

    /** The variant worth most at the request's price, of those that are in time; -1 when none is worth it. */
    private int choose(Ticket<TraceRequest> ticket, long allowedNanos) {
        TraceRequest request = ticket.payload();
        ModelProfile model = model(ticket);
        int best = -1;
        double most = 0;
        for (int variant = 0; variant < model.variants().size(); variant++) {
            double nanos = request.noise()
                    * model.variants()
                            .get(variant)
                            .cost()
                            .nanos(request.demand().rows(), request.demand().length());
            double score = model.value(variant) - factor * bound.price(request.index()) * nanos;
            if (permits(ticket, variant) && nanos <= allowedNanos && score > most) {
                best = variant;
                most = score;
            }
        }
        return best;
    }

    private boolean permits(Ticket<TraceRequest> ticket, int variant) {
        Demand demand = ticket.demand();
        return demand.permits(
                variant, world.believed().get(demand.model()).variants().get(variant));
    }

    private ModelProfile model(Ticket<TraceRequest> ticket) {
        return world.actual().get(ticket.demand().model());
    }

    /** A batch that grows while it pays. */
    private static final class Batch {
        private final ModelProfile model;
        private final int variant;
        private final List<Ticket<TraceRequest>> members = new ArrayList<>();
        private int rows;
        private int length;
        private double noise;

        Batch(ModelProfile model, int variant, Ticket<TraceRequest> head) {
            this.model = model;
            this.variant = variant;
            add(head);
        }

        void add(Ticket<TraceRequest> mate) {
            members.add(mate);
            rows += mate.demand().rows();
            length = Math.max(length, mate.demand().length());
            noise += mate.demand().rows() * mate.payload().noise();
        }

        double nanos(int withRows, int withLength, double withNoise) {
            return model.variants().get(variant).cost().nanos(withRows, withLength) * withNoise / withRows;
        }

        boolean grows(Ticket<TraceRequest> mate, long allowedNanos) {
            int own = mate.demand().rows();
            int nextLength = Math.max(length, mate.demand().length());
            double ownNoise = own * mate.payload().noise();
            double together = nanos(rows + own, nextLength, noise + ownNoise);
            double alone = nanos(own, mate.demand().length(), ownNoise);
            return rows + own <= model.maxBatchRows()
                    && (long) (rows + own) * nextLength <= model.maxBatchTokens()
                    && together - nanos(rows, length, noise) < 0.97 * alone
                    && together <= allowedNanos;
        }
    }

    @Override
    public void completed(Dispatch<TraceRequest> dispatch, boolean succeeded, long now) {}

    @Override
    public boolean withdraw(Ticket<TraceRequest> ticket, long now) {
        return queue.remove(ticket);
    }

    @Override
    public void expire(long now, Consumer<Ticket<TraceRequest>> dropped) {
        List<Ticket<TraceRequest>> late =
                queue.stream().filter(ticket -> ticket.end() - now <= 0).toList();
        late.forEach(queue::remove);
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
        return 0;
    }

    @Override
    public Workload takeWorkload() {
        List<ModelWorkload> none = world.believed().stream()
                .map(model -> new ModelWorkload(0, 0, 0, 0, List.of()))
                .toList();
        return new Workload(none, queue.size(), Collections.nCopies(NO_BINS, 0.0), Workload.Batching.NONE);
    }
}
