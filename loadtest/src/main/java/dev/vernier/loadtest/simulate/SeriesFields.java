package dev.vernier.loadtest.simulate;

import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Run;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.TraceRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run by second of arrival: what was decided, and what a schedule with hindsight got out of the same second. */
final class SeriesFields {
    private static final long NANOS = 1_000_000_000;
    private static final int SAMPLES = 10;
    private static final double NANOS_PER_MILLI = 1e6;

    private final ModelProfile model;
    private final Trace trace;
    private final Run run;
    private final Run hindsight;

    SeriesFields(ModelProfile model, Trace trace, Run run, Run hindsight) {
        this.model = model;
        this.trace = trace;
        this.run = run;
        this.hindsight = hindsight;
    }

    List<Map<String, Object>> seconds() {
        double[] accuracy = run.accuracyBySecond();
        double[] best = hindsight.accuracyBySecond();
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int second = 0; second < accuracy.length; second++) {
            Map<String, Object> row = new LinkedHashMap<>();
            List<Run.Sample> samples = samples(second);
            row.put("second", second);
            row.put(
                    "price",
                    samples.stream().mapToDouble(Run.Sample::price).average().orElse(0));
            row.put(
                    "backlog_ms",
                    samples.stream().mapToLong(Run.Sample::backlogNanos).max().orElse(0) / NANOS_PER_MILLI);
            row.put("effective_accuracy", accuracy[second]);
            row.put("hindsight_accuracy", best[second]);
            rows.add(row);
        }
        addMix(rows);
        return rows;
    }

    private List<Run.Sample> samples(int second) {
        List<Run.Sample> all = run.samples();
        int from = Math.min(all.size(), second * SAMPLES);
        return all.subList(from, Math.min(all.size(), from + SAMPLES));
    }

    private void addMix(List<Map<String, Object>> rows) {
        int variants = model.variants().size();
        int[][] counts = new int[rows.size()][variants + 1];
        for (TraceRequest request : trace.requests()) {
            int variant = run.variant(request.index());
            counts[(int) (request.arrivalNanos() / NANOS)][variant < 0 ? variants : variant]++;
        }
        for (int second = 0; second < counts.length; second++) {
            Map<String, Double> mix = new LinkedHashMap<>();
            double offered = Math.max(1, Arrays.stream(counts[second]).sum());
            for (int variant = 0; variant < variants; variant++) {
                mix.put(model.variants().get(variant).name(), counts[second][variant] / offered);
            }
            rows.get(second).put("offered", Arrays.stream(counts[second]).sum());
            rows.get(second).put("mix", mix);
        }
    }
}
