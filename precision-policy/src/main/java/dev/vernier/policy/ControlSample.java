package dev.vernier.policy;

import java.util.List;

/**
 * What the control path reads in one interval.
 *
 * @param intervalNanos since the last sample
 * @param models as they are loaded now; slots are positions in this list
 * @param arrivals requests by model slot, answered and refused, as the meters count them
 * @param errors the runs of the interval
 * @param workload what the policy saw arrive
 */
public record ControlSample(
        long intervalNanos, List<ModelProfile> models, List<Long> arrivals, RunErrors errors, Workload workload) {
    public ControlSample {
        models = List.copyOf(models);
        arrivals = List.copyOf(arrivals);
    }

    /**
     * Deltas of {@code vernier.prediction.error} over all variants.
     *
     * @param runs number of batches
     * @param total sum of observed run time over {@link Dispatch#nominalNanos}
     */
    public record RunErrors(long runs, double total) {}

    long metered() {
        return arrivals.stream().mapToLong(Long::longValue).sum();
    }
}
