package dev.vernier.policy;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision with a full queue: the next batch is taken and finished, and as many requests are offered as it had members.
 * {@code -prof gc} shows what is allocated.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // fill comes first
public class DecisionBenchmark {
    private static final int TICKETS = 1 << 16;
    private static final Consumer<Ticket<String>> NOBODY = dropped -> {};
    /** The clock moves a little with each decision, as on a server that just keeps up. */
    private static final long STEP_NANOS = 20_000;

    @Param({"100", "10000"})
    int queued;

    private AdaptivePolicy<String> policy;
    private int[] lengths;
    private long[] budgets;
    private int next;
    private long now;

    @Setup
    public void fill() {
        Random random = new Random(7);
        lengths = random.ints(TICKETS, 6, 128).toArray();
        budgets = random.longs(TICKETS, 4_000_000_000L, 6_000_000_000L).toArray();
        PriceRule price = new PriceRule(0.001, 0.05, 0.01, Double.NaN, 1);
        List<ModelProfile> models = List.of(Ladders.byToken());
        PolicyTuning patient = new PolicyTuning(0.6, 0.9, 0.3, 2, 20_000, 1_000_000, Long.MAX_VALUE / 4);
        policy = new AdaptivePolicy<>(new PolicySnapshot(now, 64, 1, price, models), patient, now);
        for (int ticket = 0; ticket < queued; ticket++) {
            offer();
        }
        if (policy.queued() != queued) {
            throw new IllegalStateException(policy.queued() + " of " + queued + " were taken");
        }
    }

    private void offer() {
        int at = next++ & (TICKETS - 1);
        long target = now + budgets[at];
        policy.offer(new Ticket<>(new Demand(0, 1, lengths[at], 4, 0, -1, false), now, target, target, ""), now);
    }

    @Benchmark
    public @Nullable Object decideAndRefill() {
        now += STEP_NANOS;
        Dispatch<String> dispatch = policy.next(0, now, NOBODY);
        if (dispatch != null) {
            policy.completed(dispatch, true, now);
            for (int member = 0; member < dispatch.members().size(); member++) {
                offer();
            }
        }
        return dispatch;
    }
}
