package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One run at twice the capacity.
 *
 * @param deadline of each call, null for none
 * @param executions requests that the server dispatched
 */
record OverloadRow(
        String variant,
        double capacityRps,
        @Nullable Duration deadline,
        Ledger ledger,
        double executions,
        double otherCpuCores,
        boolean isClientBound) {
    /** What is promised: shares of the capacity and of the executions, and a refusal's and the backlog's time. */
    private static final double MIN_IN_TIME = 0.85;

    private static final double MIN_USEFUL = 0.95;
    private static final double MAX_REFUSAL_MILLIS = 6;
    private static final double MAX_DRAIN_MILLIS = 200;

    /** Answers in time / what the variant carries in the same time. */
    double inTimeRatio() {
        return Tally.of(ledger).goodputRps() / capacityRps;
    }

    /** Answers in time / requests that were run. */
    double usefulExecutions() {
        return executions == 0 ? 0 : Math.min(1, Tally.of(ledger).count(Outcome.IN_TIME) / executions);
    }

    /** Time from when a request was due to its refusal; 0 where nothing was refused. */
    double refusalMillis(double percentile) {
        double[] millis = IntStream.range(0, ledger.size())
                .filter(row -> ledger.outcome(row) == Outcome.SHED)
                .mapToDouble(row -> ledger.latencyNanos(row) / 1e6)
                .sorted()
                .toArray();
        return millis.length == 0 ? 0 : millis[(int) Math.ceil(percentile / 100 * millis.length) - 1];
    }

    /** From the end of the load to the last reply. */
    double drainMillis() {
        long end = ledger.plan().schedule().duration().toNanos();
        long last = IntStream.range(0, ledger.size())
                .mapToLong(row -> ledger.plan().schedule().offsetNanos(row) + ledger.latencyNanos(row))
                .max()
                .orElse(end);
        return Math.max(0, last - end) / 1e6;
    }

    /** Share of the refusals that say when to try again; 1 where nothing was refused. */
    double hintedRefusals() {
        int shed = Tally.of(ledger).count(Outcome.SHED);
        return shed == 0 ? 1 : (double) ledger.retryHints() / shed;
    }

    boolean isInOrder() {
        return Tally.of(ledger).isBalanced() && ledger.unmatched() == 0;
    }

    Verdict verdict() {
        boolean holds = inTimeRatio() >= MIN_IN_TIME
                && refusalMillis(99) <= MAX_REFUSAL_MILLIS
                && drainMillis() <= MAX_DRAIN_MILLIS
                && hintedRefusals() == 1
                && (deadline == null || usefulExecutions() >= MIN_USEFUL);
        return isInOrder() ? Verdict.of(holds, Verdict.isNoisy(otherCpuCores) || isClientBound) : Verdict.FAIL;
    }

    /** The row as the result file has it. */
    Map<String, @Nullable Object> fields() {
        Tally tally = Tally.of(ledger);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("contender", "vernier");
        fields.put("variant", variant);
        fields.put("capacity_rps", capacityRps);
        fields.put("offered_rps", tally.offeredRps());
        fields.put("deadline_ms", deadline == null ? null : deadline.toMillis());
        fields.put("in_time_ratio", inTimeRatio());
        fields.put("useful_executions", usefulExecutions());
        fields.put("refusal_p50_ms", refusalMillis(50));
        fields.put("refusal_p99_ms", refusalMillis(99));
        fields.put("send_lag_p99_ms", tally.lagMillis(99));
        fields.put("hinted_refusals", hintedRefusals());
        fields.put("drain_ms", drainMillis());
        fields.put("p50_ms", tally.latencyMillis(50));
        fields.put("p99_ms", tally.latencyMillis(99));
        for (Outcome outcome : Outcome.values()) {
            fields.put(outcome.key(), tally.count(outcome));
        }
        fields.put("other_cpu_cores", otherCpuCores);
        fields.put("client_bound", isClientBound);
        fields.put("verdict", verdict().key());
        return fields;
    }
}
