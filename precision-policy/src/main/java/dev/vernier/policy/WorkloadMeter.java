package dev.vernier.policy;

import dev.vernier.policy.Workload.Batching;
import dev.vernier.policy.Workload.ModelWorkload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sums up what arrives between two looks of the control loop. */
final class WorkloadMeter {
    private static final int ARRIVALS = 0;
    private static final int CHEAPEST = 1;
    private static final int TOKENS = 2;
    private static final int SQUARES = 3;
    private static final int SUMS = 4;

    private final double[] densities = new double[ValueDensity.BINS];
    private double[] sums = new double[0];
    private double aloneNanos;
    private double togetherNanos;

    /** @param value of its answer on its cheapest allowed variant, times the weight of its class */
    void record(Demand demand, double cheapestNanos, double value) {
        int at = demand.model() * SUMS;
        if (at >= sums.length) {
            sums = Arrays.copyOf(sums, at + SUMS);
        }
        double tokens = (double) demand.rows() * demand.length();
        sums[at + ARRIVALS]++;
        sums[at + CHEAPEST] += cheapestNanos;
        sums[at + TOKENS] += tokens;
        sums[at + SQUARES] += tokens * demand.length();
        densities[ValueDensity.bin(value, cheapestNanos)] += cheapestNanos;
    }

    /** A batch goes to a lane. */
    void batched(double alone, double together) {
        aloneNanos += alone;
        togetherNanos += together;
    }

    /** The sums since the last call. */
    Workload take(List<List<CostCurve>> costs, int open) {
        double[] full = Arrays.copyOf(sums, Math.max(sums.length, costs.size() * SUMS));
        List<ModelWorkload> models = new ArrayList<>();
        for (int model = 0; model < costs.size(); model++) {
            int at = model * SUMS;
            models.add(new ModelWorkload(
                    (long) full[at + ARRIVALS],
                    full[at + CHEAPEST],
                    full[at + TOKENS],
                    full[at + SQUARES],
                    costs.get(model)));
        }
        List<Double> bins = Arrays.stream(densities).boxed().toList();
        Arrays.fill(sums, 0);
        Arrays.fill(densities, 0);
        Batching batching = new Batching(aloneNanos, togetherNanos);
        aloneNanos = 0;
        togetherNanos = 0;
        return new Workload(models, open, bins, batching);
    }
}
