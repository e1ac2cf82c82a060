package dev.vernier.policy;

import dev.vernier.policy.Workload.ModelWorkload;
import java.util.ArrayList;
import java.util.List;

/**
 * The control path: a sample of the meters goes in, a snapshot comes out, ten times a second. Not thread-safe: one caller.
 *
 * <p>A snapshot is as old as the last sample that could be believed: when the meters stand still, or a number is not finite,
 * {@link PolicySnapshot#takenAt} stands still as well, and the policy falls back on its own.
 */
public final class ControlLoop {
    private static final double TIME_CONSTANT_NANOS = 300e6;
    /** Batches change with the backlog, not with single arrivals: a share over 300 ms is too noisy to divide by. */
    private static final double BATCHING_NANOS = 1e9;

    private static final long RATE_KNOWN_NANOS = 300_000_000;
    private static final long SILENCE_NANOS = 1_000_000_000;

    private final int lanes;
    private final SlowdownFilter slowdown = new SlowdownFilter();
    private final List<ArrivalRates> rates = new ArrayList<>();
    private final DecayingRates densities = new DecayingRates(ValueDensity.BINS, TIME_CONSTANT_NANOS);
    private final DecayingRates batching = new DecayingRates(2, BATCHING_NANOS);
    private final MeterWatch watch;
    private PolicySnapshot last;
    private long seenNanos;

    /** Starts with {@link #snapshot}: no rate, slowdown 1. */
    public ControlLoop(int lanes, List<ModelProfile> models, long now) {
        this.lanes = lanes;
        watch = new MeterWatch(now);
        last = new PolicySnapshot(now, lanes, 1, PriceRule.FREE, models);
        reach(models.size());
        last = new PolicySnapshot(now, lanes, 1, price(models), models);
    }

    /** The last snapshot. */
    public PolicySnapshot snapshot() {
        return last;
    }

    /** Takes in a sample. */
    public PolicySnapshot next(ControlSample sample, long now) {
        if (sample.intervalNanos() <= 0) {
            return last;
        }
        watch.observe(sample, now);
        slowdown.observe(sample.errors().runs(), sample.errors().total());
        List<ModelProfile> models = learned(sample);
        observe(sample, models.size());
        PolicySnapshot next = new PolicySnapshot(watch.trustedAt(), lanes, slowdown.slowdown(), price(models), models);
        last = next.isSound() ? next : new PolicySnapshot(last.takenAt(), lanes, 1, PriceRule.FREE, models);
        return last;
    }

    private void observe(ControlSample sample, int models) {
        reach(models);
        long interval = sample.intervalNanos();
        for (int model = 0; model < models; model++) {
            rates.get(model).observe(metered(sample, model), seen(sample, model), interval);
        }
        batching.age(interval);
        batching.add(0, sample.workload().batching().aloneNanos(), interval);
        batching.add(1, sample.workload().batching().togetherNanos(), interval);
        densities.age(interval);
        for (int bin = 0; bin < ValueDensity.BINS; bin++) {
            densities.add(bin, sample.workload().densities().get(bin), interval);
        }
        boolean isSilent = rates.stream().allMatch(model -> model.silentNanos() >= SILENCE_NANOS);
        if (isSilent) {
            rates.forEach(ArrivalRates::reset);
            densities.reset();
            seenNanos = 0;
        } else {
            seenNanos += interval;
        }
    }

    private PriceRule price(List<ModelProfile> models) {
        FluidPrice fluid = new FluidPrice();
        double cheapest = 0;
        double reference = 0;
        for (int model = 0; model < models.size(); model++) {
            ArrivalRates arrivals = rates.get(model);
            if (isActive(arrivals)) {
                fluid.add(hull(models.get(model), arrivals), batchShare() * arrivals.perNano());
                cheapest += batchShare() * slowdown.slowdown() * arrivals.cheapestLanes();
                reference += arrivals.perNano() * nanos(models.get(model), 0, arrivals);
            }
        }
        if (seenNanos < RATE_KNOWN_NANOS) {
            return new PriceRule(fluid.lowest(), fluid.highest(), Double.NaN, Double.NaN, Double.NaN);
        }
        double served = cheapest > lanes ? servedDensity() : Double.NaN;
        return new PriceRule(fluid.lowest(), fluid.highest(), fluid.at(lanes, cheapest), served, reference / lanes);
    }

    /** Hulls count while their model has arrivals; all of them while none has. */
    private boolean isActive(ArrivalRates arrivals) {
        return seenNanos == 0 || arrivals.silentNanos() < SILENCE_NANOS;
    }

    private double batchShare() {
        return batching.rate(0) > 0 ? batching.rate(1) / batching.rate(0) : 1;
    }

    private Hull hull(ModelProfile model, ArrivalRates arrivals) {
        List<Integer> resident = new ArrayList<>();
        for (int variant = 0; variant < model.variants().size(); variant++) {
            if (model.variants().get(variant).resident()) {
                resident.add(variant);
            }
        }
        double[] nanos = resident.stream()
                .mapToDouble(variant -> nanos(model, variant, arrivals))
                .toArray();
        return Hull.of(nanos, resident.stream().mapToDouble(model::value).toArray());
    }

    private double nanos(ModelProfile model, int variant, ArrivalRates arrivals) {
        return slowdown.slowdown()
                * arrivals.meanNanos(model.variants().get(variant).cost());
    }

    /** The largest density at which what is at least as dense fills the lanes. */
    private double servedDensity() {
        double filled = 0;
        for (int bin = ValueDensity.BINS - 1; bin >= 0; bin--) {
            double width = batchShare() * slowdown.slowdown() * densities.rate(bin);
            if (width > 0 && filled + width >= lanes) {
                return ValueDensity.at(bin + 1 - (lanes - filled) / width);
            }
            filled += width;
        }
        return Double.NaN;
    }

    private List<ModelProfile> learned(ControlSample sample) {
        List<ModelProfile> models = new ArrayList<>();
        for (int model = 0; model < sample.models().size(); model++) {
            ModelProfile loaded = sample.models().get(model);
            boolean isNew = model >= last.models().size();
            models.add(
                    isNew
                            ? loaded
                            : loaded.learned(
                                    last.models().get(model),
                                    seen(sample, model).costs()));
        }
        return models;
    }

    private static long metered(ControlSample sample, int model) {
        return model < sample.arrivals().size() ? sample.arrivals().get(model) : 0;
    }

    private static ModelWorkload seen(ControlSample sample, int model) {
        List<ModelWorkload> seen = sample.workload().models();
        return model < seen.size() ? seen.get(model) : ModelWorkload.NONE;
    }

    private void reach(int models) {
        while (rates.size() < models) {
            rates.add(new ArrivalRates(TIME_CONSTANT_NANOS));
        }
    }
}
