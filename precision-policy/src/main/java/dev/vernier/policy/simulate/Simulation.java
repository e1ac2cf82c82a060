package dev.vernier.policy.simulate;

import dev.vernier.policy.ControlLoop;
import dev.vernier.policy.ControlSample;
import dev.vernier.policy.ControlSample.RunErrors;
import dev.vernier.policy.Dispatch;
import dev.vernier.policy.DispatchPolicy;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Refusal;
import dev.vernier.policy.Residency.Slot;
import dev.vernier.policy.Ticket;
import dev.vernier.policy.Workload;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Discrete events: arrivals, ends of runs, and the control path every 100 ms. Drives a {@link DispatchPolicy} as the server
 * does: whoever arrives wakes one free lane, and a lane that becomes free pulls.
 */
public final class Simulation {
    private static final long TICK_NANOS = 100_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    private final Trace trace;
    private final World world;
    private final long origin;
    private final DispatchPolicy<TraceRequest> policy;
    private final ControlLoop control;
    private final Residence residence;
    private final Run run;
    private final Consumer<Ticket<TraceRequest>> dropped;

    private final @Nullable Dispatch<TraceRequest>[] running;
    private final @Nullable Slot[] loads;
    private final long[] finishes;
    private final int[] lastForms;
    private final Deque<Integer> idle = new ArrayDeque<>();
    private final long[] arrivals;
    private double price;
    private long runs;
    private double errors;
    private long now;

    /** Makes a policy for a run. */
    @FunctionalInterface
    public interface PolicyFactory {
        /** A policy with an empty queue. */
        DispatchPolicy<TraceRequest> create(PolicySnapshot first, long now);
    }

    @SuppressWarnings("unchecked")
    private Simulation(Trace trace, World world, PolicyFactory factory, long origin) {
        this.trace = trace;
        this.world = world;
        this.origin = origin;
        residence = new Residence(world);
        control = new ControlLoop(world.lanes(), residence.models(0), origin);
        policy = factory.create(control.snapshot(), origin);
        run = new Run(trace, world);
        dropped = ticket -> run.dropped(ticket.payload(), now);
        running = (Dispatch<TraceRequest>[]) new Dispatch<?>[world.lanes()];
        loads = new Slot[world.lanes()];
        finishes = new long[world.lanes()];
        lastForms = new int[world.lanes()];
        arrivals = new long[world.actual().size()];
        Arrays.fill(finishes, NEVER);
        Arrays.fill(lastForms, -1);
        for (int lane = world.lanes() - 1; lane >= 0; lane--) {
            idle.push(lane);
        }
    }

    /**
     * Runs a trace to its end.
     *
     * @param origin what the policy's clock shows at the trace's start; any number
     */
    public static Run run(Trace trace, World world, PolicyFactory factory, long origin) {
        return new Simulation(trace, world, factory, origin).run();
    }

    private Run run() {
        load();
        int next = 0;
        long tick = TICK_NANOS;
        List<TraceRequest> requests = trace.requests();
        while (next < requests.size() || isBusy()) {
            long arrival = next < requests.size() ? requests.get(next).arrivalNanos() : NEVER;
            int lane = firstToFinish();
            long finish = finishes[lane];
            now = Math.min(tick, Math.min(arrival, finish));
            if (now == finish) {
                finish(lane);
            } else if (now == arrival) {
                arrive(requests.get(next++));
            } else {
                control();
                tick += TICK_NANOS;
            }
            run.happened();
        }
        policy.expire(origin + Long.MAX_VALUE / 4, dropped);
        return run;
    }

    private void arrive(TraceRequest request) {
        arrivals[request.demand().model()]++;
        Ticket<TraceRequest> ticket = new Ticket<>(
                request.demand(),
                origin + request.arrivalNanos(),
                origin + request.targetNanos(),
                origin + request.endNanos(),
                request);
        Refusal refusal = policy.offer(ticket, origin + now);
        if (refusal != null) {
            run.refused(request, now);
        } else if (!idle.isEmpty()) {
            pull(idle.pop());
        }
    }

    private void pull(int lane) {
        Slot load = residence.poll(this::isRunning);
        if (load != null) {
            loads[lane] = load;
            finishes[lane] = world.finish(lane, now, world.loading().nanos(load.model(), load.variant()));
            return;
        }
        Dispatch<TraceRequest> dispatch = runnable(lane);
        running[lane] = dispatch;
        if (dispatch == null) {
            idle.push(lane);
            return;
        }
        price = dispatch.price();
        finishes[lane] = world.finish(lane, now, workNanos(dispatch));
        int form = dispatch.model() * Long.SIZE + dispatch.variant();
        if (lastForms[lane] >= 0 && lastForms[lane] != form) {
            run.switched();
        }
        lastForms[lane] = form;
    }

    /** The next batch whose variant is there; those whose is not fail at once. */
    private @Nullable Dispatch<TraceRequest> runnable(int lane) {
        Dispatch<TraceRequest> dispatch = policy.next(lane, origin + now, dropped);
        while (dispatch != null && !residence.canRun(dispatch.model(), dispatch.variant(), now)) {
            dispatch.members().forEach(member -> run.failed(member.payload(), now));
            policy.completed(dispatch, false, origin + now);
            dispatch = policy.next(lane, origin + now, dropped);
        }
        return dispatch;
    }

    /** Gives an idle lane what is to be loaded. */
    private void load() {
        if (residence.isChanging() && !idle.isEmpty()) {
            pull(idle.pop());
        }
    }

    private boolean isRunning(Slot slot) {
        return Arrays.stream(running)
                .anyMatch(dispatch ->
                        dispatch != null && dispatch.model() == slot.model() && dispatch.variant() == slot.variant());
    }

    /** A batch's nominal cost, each row's share times its request's noise. */
    private double workNanos(Dispatch<TraceRequest> dispatch) {
        double noise = 0;
        int rows = 0;
        for (Ticket<TraceRequest> member : dispatch.members()) {
            int own = member.demand().rows();
            noise += own * member.payload().noise();
            rows += own;
        }
        double nominal = world.actual()
                .get(dispatch.model())
                .variants()
                .get(dispatch.variant())
                .cost()
                .nanos(rows, dispatch.length());
        return nominal * noise / rows;
    }

    private void finish(int lane) {
        finishes[lane] = NEVER;
        Slot loaded = loads[lane];
        loads[lane] = null;
        if (loaded != null) {
            residence.loaded(loaded);
        } else {
            complete(lane);
        }
        pull(lane);
    }

    private void complete(int lane) {
        Dispatch<TraceRequest> dispatch = running[lane];
        if (dispatch == null) {
            throw new IllegalStateException("lane " + lane + " has finished nothing");
        }
        running[lane] = null;
        for (Ticket<TraceRequest> member : dispatch.members()) {
            run.answered(member.payload(), dispatch.variant(), now);
        }
        runs++;
        errors += (double) (origin + now - dispatch.startedAt()) / dispatch.nominalNanos();
        policy.completed(dispatch, true, origin + now);
    }

    private void control() {
        List<Long> counts = LongStream.of(arrivals).boxed().toList();
        Workload workload = policy.takeWorkload();
        residence.observe(workload, TICK_NANOS, control.snapshot());
        ControlSample sample =
                new ControlSample(TICK_NANOS, residence.models(now), counts, new RunErrors(runs, errors), workload);
        policy.adopt(control.next(sample, origin + now), origin + now);
        load();
        run.sampled(price, policy.backlogNanos(origin + now));
        Arrays.fill(arrivals, 0);
        runs = 0;
        errors = 0;
    }

    private boolean isBusy() {
        return idle.size() < finishes.length;
    }

    private int firstToFinish() {
        int first = 0;
        for (int lane = 1; lane < finishes.length; lane++) {
            if (finishes[lane] < finishes[first]) {
                first = lane;
            }
        }
        return first;
    }
}
