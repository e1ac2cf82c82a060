package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Verdict;
import dev.vernier.policy.ModelProfile;
import dev.vernier.store.measure.Intervals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How far the server is from the simulator's replays of its runs; each figure is the median over the runs. */
record ReplayFindings(List<Pair> pairs, ModelProfile ladder) {
    private static final double MAX_ATTAINMENT = 0.01;
    private static final double MAX_ACCURACY = 0.003;
    private static final double MAX_MIX = 0.05;
    private static final double MAX_P99_SHARE = 0.15;
    private static final double MAX_P99_MILLIS = 3;

    ReplayFindings {
        pairs = List.copyOf(pairs);
    }

    /** One run and its replay. */
    record Pair(Standing server, Standing simulator) {
        double attainmentDelta() {
            return server.sloAttainment() - simulator.sloAttainment();
        }

        double accuracyDelta() {
            return server.effectiveAccuracy() - simulator.effectiveAccuracy();
        }

        /** The largest difference of a variant's share. */
        double mixDelta() {
            double largest = 0;
            for (int slot = 0; slot < server.mix().size(); slot++) {
                largest = Math.max(
                        largest,
                        Math.abs(server.mix().get(slot) - simulator.mix().get(slot)));
            }
            return largest;
        }

        double p99Ratio() {
            return server.p99Millis() / simulator.p99Millis();
        }

        double p99DeltaMillis() {
            return server.p99Millis() - simulator.p99Millis();
        }
    }

    double median(ToDoubleFunction<Pair> figure) {
        return Intervals.interleavedMedian(pairs.stream().mapToDouble(figure).toArray())
                .value();
    }

    Verdict verdict(boolean isNoisy) {
        boolean holds = Math.abs(median(Pair::attainmentDelta)) <= MAX_ATTAINMENT
                && Math.abs(median(Pair::accuracyDelta)) <= MAX_ACCURACY
                && median(Pair::mixDelta) <= MAX_MIX
                && (Math.abs(median(Pair::p99Ratio) - 1) <= MAX_P99_SHARE
                        || Math.abs(median(Pair::p99DeltaMillis)) <= MAX_P99_MILLIS);
        return Verdict.of(holds, isNoisy);
    }

    /** As the result file has it. */
    Map<String, Object> fields(boolean isNoisy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("slo_attainment_delta", median(Pair::attainmentDelta));
        fields.put("effective_accuracy_delta", median(Pair::accuracyDelta));
        fields.put("mix_delta_max", median(Pair::mixDelta));
        fields.put("p99_ratio", median(Pair::p99Ratio));
        fields.put("p99_delta_ms", median(Pair::p99DeltaMillis));
        fields.put("verdict", verdict(isNoisy).key());
        List<Object> runs = new ArrayList<>();
        for (Pair pair : pairs) {
            runs.add(Map.of(
                    "server", pair.server().fields(ladder),
                    "simulator", pair.simulator().fields(ladder)));
        }
        fields.put("runs", runs);
        return fields;
    }
}
