package dev.vernier.policy.simulate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * A bound that no schedule of a trace can pass, by weak duality: with any price {@code M_j >= 0} for the work of request j,
 *
 * <pre>
 * U(M) = sum_j max(0, max_v (a_v - M_j * w_jv)) + integral of K * speed(t) * max{M_j : t in [arrival_j, target_j]} dt
 * </pre>
 *
 * since an answer in time has its work w_jv done between its arrival and its target, where a nano of lane time costs at least
 * M_j, and no more than K * speed is done at any time.
 *
 * <p>The best prices are found exactly up to their grid. The work that can be done in the windows is a polymatroid, so the
 * concave maximisation is solved by a descending price (Federgruen and Groenevelt 1986): at a price p each request wants the
 * work whose slope is above p, and M_j is the highest p at which request j lies inside times whose wanted work exceeds their
 * capacity. Only the formula has to be trusted, not the search.
 */
public final class UpperBound {
    private static final int LEVELS = 128;

    private final Trace trace;
    private final World world;
    private final List<List<WorkOption>> hulls;
    private final double[] prices;
    private final double total;

    private UpperBound(Trace trace, World world) {
        this.trace = trace;
        this.world = world;
        hulls = trace.requests().stream()
                .map(request -> WorkOption.hull(request, world))
                .toList();
        prices = search();
        total = evaluate(prices);
    }

    /** The bound for a trace, with the realised noise and speed. */
    public static UpperBound of(Trace trace, World world) {
        return new UpperBound(trace, world);
    }

    /** Bound on the effective accuracy. */
    public double effectiveAccuracy() {
        return hulls.isEmpty() ? 1 : total / hulls.size();
    }

    /** M_j: what a nominal nano of lane time is worth to request j. */
    double price(int request) {
        return prices[request];
    }

    private double[] search() {
        int n = hulls.size();
        double[] best = new double[n];
        if (n == 0) {
            return best;
        }
        List<TraceRequest> requests = trace.requests();
        long[] starts = requests.stream().mapToLong(TraceRequest::arrivalNanos).toArray();
        long[] targets = requests.stream().mapToLong(TraceRequest::targetNanos).toArray();
        int[] byTarget = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingLong(request -> targets[request]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] atStart = cumulative(starts, IntStream.range(0, n).toArray());
        double[] atTarget = cumulative(targets, byTarget);
        TightTimes tight = new TightTimes(starts, atStart);
        boolean[] marks = new boolean[n];
        for (double level : levels()) {
            double[] demands =
                    hulls.stream().mapToDouble(hull -> demand(hull, level)).toArray();
            Arrays.fill(marks, false);
            tight.mark(byTarget, targets, demands, atTarget, marks);
            for (int request = 0; request < n; request++) {
                best[request] = marks[request] ? Math.max(best[request], level) : best[request];
            }
        }
        return best;
    }

    /** Capacity of all lanes from 0 to each time, which come in the given order. */
    private double[] cumulative(long[] times, int[] order) {
        double[] capacity = new double[times.length];
        long last = 0;
        double sum = 0;
        for (int at : order) {
            sum += world.lanes() * world.speed().capacity(last, times[at]);
            last = times[at];
            capacity[at] = sum;
        }
        return capacity;
    }

    /** Prices at which requests change their minds, as many in each part of the grid. */
    private double[] levels() {
        double[] slopes = hulls.stream()
                .flatMapToDouble(hull -> IntStream.range(0, hull.size()).mapToDouble(step -> slope(hull, step)))
                .sorted()
                .toArray();
        int count = Math.min(LEVELS, slopes.length);
        return IntStream.range(0, count)
                .mapToDouble(level -> slopes[(int) ((level + 0.5) * slopes.length / count)])
                .map(slope -> slope * (1 - 1e-9))
                .toArray();
    }

    private static double slope(List<WorkOption> hull, int step) {
        WorkOption to = hull.get(step);
        double nanos = step == 0 ? 0 : hull.get(step - 1).nanos();
        double value = step == 0 ? 0 : hull.get(step - 1).value();
        return (to.value() - value) / (to.nanos() - nanos);
    }

    private static double demand(List<WorkOption> hull, double price) {
        double nanos = 0;
        for (int step = 0; step < hull.size() && slope(hull, step) > price; step++) {
            nanos = hull.get(step).nanos();
        }
        return nanos;
    }

    /** U(M). */
    double evaluate(double[] m) {
        double sum = rent(m);
        for (int request = 0; request < m.length; request++) {
            double most = 0;
            for (WorkOption option : hulls.get(request)) {
                most = Math.max(most, option.value() - m[request] * option.nanos());
            }
            sum += most;
        }
        return sum;
    }

    private record Window(long start, long end, double price, int request) {}

    /** The integral: a sweep over the ends of the windows, which knows the dearest open one. */
    private double rent(double[] m) {
        List<Window> windows = trace.requests().stream()
                .filter(request -> m[request.index()] > 0)
                .map(request ->
                        new Window(request.arrivalNanos(), request.targetNanos(), m[request.index()], request.index()))
                .toList();
        PriorityQueue<Window> ending = new PriorityQueue<>(Comparator.comparingLong(Window::end));
        TreeSet<Window> open =
                new TreeSet<>(Comparator.comparingDouble(Window::price).thenComparingInt(Window::request));
        double sum = 0;
        long last = 0;
        for (int next = 0; next < windows.size() || !ending.isEmpty(); ) {
            Window ends = ending.peek();
            boolean starts =
                    ends == null || (next < windows.size() && windows.get(next).start() < ends.end());
            long time = starts ? windows.get(next).start() : ending.element().end();
            if (!open.isEmpty()) {
                sum += open.last().price() * world.lanes() * world.speed().capacity(last, time);
            }
            last = time;
            if (starts) {
                ending.add(windows.get(next));
                open.add(windows.get(next++));
            } else {
                open.remove(ending.remove());
            }
        }
        return sum;
    }
}
