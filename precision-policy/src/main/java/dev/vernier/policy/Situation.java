package dev.vernier.policy;

import dev.vernier.policy.Residency.Slot;
import dev.vernier.policy.Workload.ModelWorkload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The load of a time, for which {@link Residency} asks what a set of variants would have been worth.
 *
 * @param streams arrivals by model
 */
record Situation(double nanos, int lanes, double slowdown, List<Stream> streams) {
    private static final int LIKELY_RATES = 10;

    /** Arrivals of one model. */
    record Stream(double perNano, double meanTokens, double meanSquares) {
        static final Stream NONE = new Stream(0, 0, 0);

        double meanNanos(CostCurve cost) {
            return cost.alpha() + cost.beta() * meanTokens + cost.gamma() * meanSquares;
        }
    }

    Situation {
        streams = List.copyOf(streams);
    }

    /** What arrived in an interval. */
    static Situation of(List<ModelWorkload> seen, long nanos, PolicySnapshot snapshot) {
        List<Stream> streams = new ArrayList<>();
        for (ModelWorkload model : seen) {
            double count = model.arrivals();
            streams.add(
                    count == 0
                            ? Stream.NONE
                            : new Stream(count / nanos, model.tokens() / count, model.squares() / count));
        }
        return new Situation(nanos, snapshot.lanes(), snapshot.slowdown(), streams);
    }

    /** One model alone, at rates between what its reference and what its cheapest variant carries. */
    static List<Situation> likely(List<ModelProfile> models, int slot, int lanes) {
        double dearest = 0;
        double cheapest = Double.POSITIVE_INFINITY;
        for (VariantProfile variant : models.get(slot).variants()) {
            double nanos = variant.cost().nanos(1, Residency.TYPICAL_TOKENS);
            dearest = Math.max(dearest, nanos);
            cheapest = Math.min(cheapest, nanos);
        }
        List<Situation> likely = new ArrayList<>();
        for (int step = 0; step < LIKELY_RATES; step++) {
            double nanos = cheapest + (dearest - cheapest) * (step + 0.5) / LIKELY_RATES;
            List<Stream> streams = new ArrayList<>(Collections.nCopies(slot, Stream.NONE));
            streams.add(new Stream(
                    lanes / nanos,
                    Residency.TYPICAL_TOKENS,
                    (double) Residency.TYPICAL_TOKENS * Residency.TYPICAL_TOKENS));
            likely.add(new Situation(nanos, lanes, 1, streams));
        }
        return likely;
    }

    double requests() {
        return nanos * streams.stream().mapToDouble(Stream::perNano).sum();
    }

    /** Value of the answers that the fluid plan gives with these variants; what does not even fit at the cheapest is lost. */
    double value(Set<Slot> loaded, List<ModelProfile> models) {
        FluidPrice steps = new FluidPrice();
        double cheapestLanes = 0;
        double perNano = 0;
        for (int slot = 0; slot < streams.size(); slot++) {
            Stream stream = streams.get(slot);
            List<Integer> variants = loadedOf(loaded, slot, models.get(slot));
            if (stream.perNano() > 0 && !variants.isEmpty()) {
                ModelProfile model = models.get(slot);
                double[] costs = variants.stream()
                        .mapToDouble(variant -> slowdown
                                * stream.meanNanos(model.variants().get(variant).cost()))
                        .toArray();
                double[] values = variants.stream().mapToDouble(model::value).toArray();
                Hull hull = Hull.of(costs, values);
                steps.add(hull, stream.perNano());
                cheapestLanes += stream.perNano() * hull.nanos();
                perNano += stream.perNano() * hull.value();
            }
        }
        double served = Math.min(1, lanes / Math.max(cheapestLanes, Double.MIN_NORMAL));
        return nanos * (served * perNano + steps.gained(lanes, cheapestLanes));
    }

    private static List<Integer> loadedOf(Set<Slot> loaded, int slot, ModelProfile model) {
        return IntStream.range(0, model.variants().size())
                .filter(variant -> loaded.contains(new Slot(slot, variant)))
                .boxed()
                .toList();
    }
}
