package dev.vernier.policy.simulate;

import dev.vernier.policy.ModelProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The optimum of a tiny trace by trying every order of batches. Starts in the order of time take the lane that is free first,
 * which loses nothing, since lanes are alike; a state that is worse than another with the same requests left is cut.
 */
final class BruteForce {
    private final List<TraceRequest> requests;
    private final World world;
    private final Map<Integer, List<State>> seen = new HashMap<>();
    private double best;

    private static final class State {
        final long[] free;
        final double value;

        State(long[] free, double value) {
            this.free = free;
            this.value = value;
        }

        boolean isNoBetterThan(State other) {
            for (int lane = 0; lane < free.length; lane++) {
                if (free[lane] < other.free[lane]) {
                    return false;
                }
            }
            return value <= other.value;
        }
    }

    private BruteForce(Trace trace, World world) {
        requests = trace.requests();
        this.world = world;
    }

    static double effectiveAccuracy(Trace trace, World world) {
        BruteForce search = new BruteForce(trace, world);
        search.visit((1 << search.requests.size()) - 1, new State(new long[world.lanes()], 0));
        return search.best / search.requests.size();
    }

    private void visit(int left, State state) {
        best = Math.max(best, state.value);
        List<State> others = seen.computeIfAbsent(left, mask -> new ArrayList<>());
        if (state.value + Integer.bitCount(left) <= best || others.stream().anyMatch(state::isNoBetterThan)) {
            return;
        }
        others.add(state);
        int mostRows = world.actual().get(0).maxBatchRows();
        for (int batch = left; batch > 0; batch = (batch - 1) & left) {
            if (Integer.bitCount(batch) <= mostRows) {
                tryBatch(left & ~batch, batch, state);
            }
        }
    }

    private void tryBatch(int left, int batch, State state) {
        ModelProfile model = world.actual().get(0);
        for (int variant = 0; variant < model.variants().size(); variant++) {
            long start = state.free[0];
            long target = Long.MAX_VALUE;
            int length = 0;
            double noise = 0;
            for (TraceRequest request : requests) {
                if ((batch >>> request.index() & 1) != 0) {
                    start = Math.max(start, request.arrivalNanos());
                    target = Math.min(target, request.targetNanos());
                    length = Math.max(length, request.demand().length());
                    noise += request.noise();
                }
            }
            int rows = Integer.bitCount(batch);
            double nominal = model.variants().get(variant).cost().nanos(rows, length) * noise / rows;
            long finish = world.finish(0, start, nominal);
            if (finish <= target) {
                long[] free = state.free.clone();
                free[0] = finish;
                Arrays.sort(free);
                visit(left, new State(free, state.value + rows * model.value(variant)));
            }
        }
    }
}
