package dev.vernier.server;

import dev.vernier.policy.ControlSample;
import dev.vernier.policy.ControlSample.RunErrors;
import dev.vernier.policy.Workload;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads off the meters that the operator sees what has happened since it last looked: cumulative counts, of which it keeps
 * the last. Not thread-safe.
 */
final class MeterSampler {
    private final OpenModels models;
    private final Map<Integer, Long> arrivals = new HashMap<>();
    private long lastAt;
    private long lastRuns;
    private double lastErrors;

    /** @param now monotonic nanos */
    MeterSampler(OpenModels models, long now) {
        this.models = models;
        this.lastAt = now;
    }

    ControlSample sample(Workload workload, long now) {
        List<Long> arrived = new ArrayList<>();
        Map<DistributionSummary, HistogramSnapshot> errors = new HashMap<>();
        for (OpenModel model : models.all()) {
            arrived.add(arrivedSince(model));
            // A meter is shared by the variants of one name: once in the map, so once in the sum.
            for (ModelMeters.OfVariant variant : model.meters().ofVariants()) {
                errors.computeIfAbsent(variant.predictionError(), DistributionSummary::takeSnapshot);
            }
        }
        long interval = now - lastAt;
        lastAt = now;
        return new ControlSample(interval, models.profiles(), arrived, runsSince(errors.values()), workload);
    }

    private long arrivedSince(OpenModel model) {
        double total = 0;
        for (Counter counter : model.meters().arrivals()) {
            total += counter.count();
        }
        Long before = arrivals.put(model.slot(), (long) total);
        return (long) total - (before == null ? 0 : before);
    }

    private RunErrors runsSince(Iterable<HistogramSnapshot> snapshots) {
        long runs = 0;
        double errors = 0;
        for (HistogramSnapshot snapshot : snapshots) {
            runs += snapshot.count();
            errors += snapshot.total();
        }
        RunErrors since = new RunErrors(runs - lastRuns, errors - lastErrors);
        lastRuns = runs;
        lastErrors = errors;
        return since;
    }
}
