package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.store.measure.Intervals;
import dev.vernier.store.measure.Measure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One cell over all rounds. */
record CeilingRow(CeilingCell cell, int lanes, List<CeilingRound> rounds) {
    private static final int BUSY = 8;
    private static final double MIN_EFFICIENCY = 0.95;

    CeilingRow {
        rounds = List.copyOf(rounds);
    }

    Measure ratioToCeiling() {
        return measure(CeilingRound::ratioToCeiling);
    }

    Measure efficiency() {
        return measure(CeilingRound::efficiency);
    }

    double latencyMillis(double percentile) {
        return median(round -> round.window().latencyMillis(percentile));
    }

    int errors() {
        return rounds.stream().mapToInt(round -> round.window().errors()).sum();
    }

    /** The efficiency is promised where the server is busy; errors are wrong anywhere. */
    Verdict verdict() {
        boolean holds =
                errors() == 0 && (cell.concurrency() < BUSY || efficiency().value() >= MIN_EFFICIENCY);
        return Verdict.of(holds, Verdict.isNoisy(median(CeilingRound::otherCpuCores)));
    }

    /** The row as the result file has it. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("variant", cell.variant());
        fields.put("length", cell.length());
        fields.put("concurrency", cell.concurrency());
        fields.put("lanes", lanes);
        fields.put("ceiling_rps", median(CeilingRound::ceilingRps));
        fields.put("throughput_rps", median(round -> round.window().rps()));
        fields.put("ratio_to_ceiling", ratioToCeiling());
        fields.put("efficiency", efficiency());
        fields.put("p50_ms", latencyMillis(50));
        fields.put("p99_ms", latencyMillis(99));
        fields.put("by_length", byLength());
        fields.put("errors", errors());
        fields.put("client_cpu_s", median(CeilingRound::clientCpuSeconds));
        fields.put("server_cpu_s", median(CeilingRound::serverCpuSeconds));
        fields.put("other_cpu_cores", median(CeilingRound::otherCpuCores));
        fields.put("verdict", verdict().key());
        return fields;
    }

    private Map<String, Map<String, Double>> byLength() {
        Map<String, Map<String, Double>> byLength = new LinkedHashMap<>();
        for (int kind = 0; kind < cell.lengths().size(); kind++) {
            int of = kind;
            Map<String, Double> latencies = new LinkedHashMap<>();
            latencies.put("p50_ms", median(round -> round.window().latencyMillis(of, 50)));
            latencies.put("p99_ms", median(round -> round.window().latencyMillis(of, 99)));
            byLength.put(cell.lengths().get(kind).toString(), latencies);
        }
        return byLength;
    }

    private double median(ToDoubleFunction<CeilingRound> figure) {
        return measure(figure).value();
    }

    private Measure measure(ToDoubleFunction<CeilingRound> figure) {
        return Intervals.interleavedMedian(rounds.stream().mapToDouble(figure).toArray());
    }
}
