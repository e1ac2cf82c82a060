package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One cell over all rounds. */
record OverheadRow(OverheadCell cell, List<OverheadRound> rounds) {
    private static final double MIN_RATIO = 0.85;
    private static final double MAX_ADDED_MICROS = 300;
    private static final double MAX_ADDED_CPU_MICROS = 10;
    private static final double MAX_ADDED_BYTES = 3_000;
    private static final double MAX_LARGE_BYTES = 1_300_000;
    private static final int SMALL_BYTES = 10_000;

    OverheadRow {
        rounds = List.copyOf(rounds);
    }

    Measure ratioToEcho() {
        return measure(OverheadRound::ratioToEcho);
    }

    double allocatedBytes() {
        return median(round -> round.identity().allocatedBytesPerRequest());
    }

    double echoAllocatedBytes() {
        return median(round -> round.echo().allocatedBytesPerRequest());
    }

    Verdict verdict() {
        if (errors() > 0) {
            return Verdict.FAIL;
        }
        boolean isNoisy = Verdict.isNoisy(median(OverheadRound::otherCpuCores));
        if (cell.payloadBytes() > SMALL_BYTES) {
            return Verdict.of(allocatedBytes() <= MAX_LARGE_BYTES, false);
        }
        boolean isQuick = cell.concurrency() == 1
                ? median(round -> round.addedMicros(50)) <= MAX_ADDED_MICROS
                : ratioToEcho().value() >= MIN_RATIO && median(OverheadRound::addedCpuMicros) <= MAX_ADDED_CPU_MICROS;
        return Verdict.of(isQuick && allocatedBytes() <= echoAllocatedBytes() + MAX_ADDED_BYTES, isNoisy);
    }

    /** The row as the result file has it. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("concurrency", cell.concurrency());
        fields.put("payload_bytes", cell.payloadBytes());
        fields.put("echo_rps", median(round -> round.echo().window().rps()));
        fields.put("identity_rps", median(round -> round.identity().window().rps()));
        fields.put("ratio_to_echo", ratioToEcho());
        fields.put("added_p50_us", median(round -> round.addedMicros(50)));
        fields.put("added_p99_us", median(round -> round.addedMicros(99)));
        fields.put("added_cpu_us", median(OverheadRound::addedCpuMicros));
        fields.put("alloc_bytes_per_request", allocatedBytes());
        fields.put("echo_alloc_bytes_per_request", echoAllocatedBytes());
        fields.put("other_cpu_cores", median(OverheadRound::otherCpuCores));
        fields.put("errors", errors());
        fields.put("verdict", verdict().key());
        return fields;
    }

    private int errors() {
        return rounds.stream()
                .mapToInt(round -> round.identity().window().errors()
                        + round.echo().window().errors())
                .sum();
    }

    private double median(ToDoubleFunction<OverheadRound> figure) {
        return measure(figure).value();
    }

    private Measure measure(ToDoubleFunction<OverheadRound> figure) {
        return Intervals.interleavedMedian(rounds.stream().mapToDouble(figure).toArray());
    }
}
