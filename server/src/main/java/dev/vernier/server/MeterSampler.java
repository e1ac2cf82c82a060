package dev.vernier.server;

import dev.vernier.policy.ControlSample;
import dev.vernier.policy.ControlSample.RunErrors;
import dev.vernier.policy.Workload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads off the meters that the operator sees what has happened since it last looked: cumulative counts, of which it keeps
 * the last. Not thread-safe.
 */
final class MeterSampler {
    private final OpenModels models;
    private final Map<String, Long> arrivals = new HashMap<>();
    private final Map<DistributionSummary, RunErrors> errors = new HashMap<>();
    private long lastAt;

    /** @param now monotonic nanos */
    MeterSampler(OpenModels models, long now) {
        this.models = models;
        this.lastAt = now;
    }

    ControlSample sample(Workload workload, long now) {
        List<Long> arrived = new ArrayList<>();
        Set<DistributionSummary> summaries = new HashSet<>();
        for (OpenModel model : models.all()) {
            arrived.add(model.isCurrent() ? arrivedSince(model) : 0);
            // A meter is shared by the variants of one name: once in the set, so once in the sum.
            model.meters().ofVariants().forEach(variant -> summaries.add(variant.predictionError()));
        }
        long interval = now - lastAt;
        lastAt = now;
        return new ControlSample(interval, models.profiles(), arrived, runsSince(summaries), workload);
    }

    private long arrivedSince(OpenModel model) {
        double total = 0;
        for (Counter counter : model.meters().arrivals()) {
            total += counter.count();
        }
        Long before = arrivals.put(model.version().model(), (long) total);
        return (long) total - (before == null ? 0 : before);
    }

    private RunErrors runsSince(Set<DistributionSummary> summaries) {
        long runs = 0;
        double total = 0;
        for (DistributionSummary summary : summaries) {
            HistogramSnapshot snapshot = summary.takeSnapshot();
            RunErrors now = new RunErrors(snapshot.count(), snapshot.total());
            RunErrors before = errors.put(summary, now);
            runs += now.runs() - (before == null ? 0 : before.runs());
            total += now.total() - (before == null ? 0 : before.total());
        }
        return new RunErrors(runs, total);
    }
}
