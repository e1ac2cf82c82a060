package dev.vernier.policy.simulate;

import dev.vernier.policy.CostCurve;
import dev.vernier.policy.Demand;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Who asks: lengths are log-normal; deadlines, floors and priorities are drawn from lists, each entry equally likely.
 *
 * @param meanLog mean of the logarithm of the length in tokens
 * @param spread standard deviation of the service noise, log-normal with mean 1
 */
public record Population(
        double meanLog,
        double spreadLog,
        int minTokens,
        int maxTokens,
        List<Integer> sloMillis,
        List<Double> floors,
        List<Integer> priorities,
        double spread) {
    private static final double NANOS = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MEAN_DRAWS = 20_000;
    private static final long MEAN_SEED = 5;

    public Population {
        sloMillis = List.copyOf(sloMillis);
        floors = List.copyOf(floors);
        priorities = List.copyOf(priorities);
    }

    /** Texts of 6 to 192 tokens, 35 on average, all wanted within {@code sloMillis}; service noise of 6 %. */
    public static Population texts(Integer... sloMillis) {
        return new Population(3.4, 0.6, 6, 192, List.of(sloMillis), List.of(0.0), List.of(4), 0.06);
    }

    /** The same with floors. */
    public Population withFloors(Double... others) {
        return new Population(meanLog, spreadLog, minTokens, maxTokens, sloMillis, List.of(others), priorities, spread);
    }

    /** The same with priorities. */
    public Population withPriorities(Integer... others) {
        return new Population(meanLog, spreadLog, minTokens, maxTokens, sloMillis, floors, List.of(others), spread);
    }

    /** The same with another service noise. */
    public Population withSpread(double other) {
        return new Population(meanLog, spreadLog, minTokens, maxTokens, sloMillis, floors, priorities, other);
    }

    /** Draws a trace. */
    public Trace trace(String name, Arrivals arrivals, double seconds, long seed) {
        Random random = new Random(seed);
        double[] times = arrivals.times(random, seconds);
        List<TraceRequest> requests = new ArrayList<>(times.length);
        for (int index = 0; index < times.length; index++) {
            long arrival = (long) (times[index] * NANOS);
            long target = arrival + pick(random, sloMillis) * NANOS_PER_MILLI;
            Demand demand = new Demand(0, 1, length(random), pick(random, priorities), pick(random, floors), -1, false);
            double noise = Math.exp(spread * random.nextGaussian() - spread * spread / 2);
            requests.add(new TraceRequest(index, arrival, demand, target, target, noise));
        }
        return new Trace(name, requests);
    }

    /** Mean nanos of its texts, one at a time. */
    public double meanNanos(CostCurve cost) {
        Random random = new Random(MEAN_SEED);
        double sum = 0;
        for (int draw = 0; draw < MEAN_DRAWS; draw++) {
            sum += cost.nanos(1, length(random));
        }
        return sum / MEAN_DRAWS;
    }

    private int length(Random random) {
        long tokens = Math.round(Math.exp(meanLog + spreadLog * random.nextGaussian()));
        return (int) Math.max(minTokens, Math.min(maxTokens, tokens));
    }

    private static <V> V pick(Random random, List<V> values) {
        return values.size() == 1 ? values.get(0) : values.get(random.nextInt(values.size()));
    }
}
