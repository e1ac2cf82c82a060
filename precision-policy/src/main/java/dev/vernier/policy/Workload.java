package dev.vernier.policy;

import java.util.List;

/**
 * What arrived in an interval, as the policy saw it, refused requests included.
 *
 * @param models by slot
 * @param open requests that were queued or running at the end of the interval
 * @param densities lane nanos at slowdown 1 on the cheapest allowed variants, by value per lane time: see
 *     {@link ValueDensity}
 */
public record Workload(List<ModelWorkload> models, int open, List<Double> densities, Batching batching) {
    public Workload {
        models = List.copyOf(models);
        densities = List.copyOf(densities);
    }

    /**
     * What batches saved.
     *
     * @param aloneNanos what the members of all batches would have taken alone, on the same variants, at slowdown 1
     * @param togetherNanos what their batches were expected to take
     */
    public record Batching(double aloneNanos, double togetherNanos) {
        /** Nothing ran. */
        public static final Batching NONE = new Batching(0, 0);
    }

    /** Requests of all models. */
    public long arrivals() {
        return models.stream().mapToLong(ModelWorkload::arrivals).sum();
    }

    /**
     * One model's share. Means follow exactly from the sums, since a cost is linear in them.
     *
     * @param arrivals number of requests
     * @param cheapestNanos their lane time on their cheapest allowed variants, at slowdown 1
     * @param tokens sum of rows times length
     * @param squares sum of rows times length squared
     * @param costs present cost curves of the variants, as learned
     */
    public record ModelWorkload(
            long arrivals, double cheapestNanos, double tokens, double squares, List<CostCurve> costs) {
        static final ModelWorkload NONE = new ModelWorkload(0, 0, 0, 0, List.of());

        public ModelWorkload {
            costs = List.copyOf(costs);
        }

        /** Both intervals together, with the cost curves of this one. */
        ModelWorkload after(ModelWorkload before) {
            return new ModelWorkload(
                    before.arrivals + arrivals,
                    before.cheapestNanos + cheapestNanos,
                    before.tokens + tokens,
                    before.squares + squares,
                    costs);
        }
    }
}
