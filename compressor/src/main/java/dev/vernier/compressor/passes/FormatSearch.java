package dev.vernier.compressor.passes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Looks for the layers to keep in fp32 with the fewest multiplications with which the divergence of the final output, measured,
 * is at most the target. Every search may measure equally often, sensitivities included.
 */
final class FormatSearch {
    /** Costs are counted in so many parts of the whole: as fine as a layer's time can be told. */
    private static final int COST_PARTS = 1000;

    /** Lest the next promise end just above the target again. */
    private static final double CAUTION = 0.99;

    private static final long SEED = 17;

    private final ToDoubleFunction<BitSet> divergence;
    private final long[] costs;
    private final double[] sensitivities;
    private final double target;
    private final int budget;
    private int measured;

    /**
     * An assignment that was measured.
     *
     * @param fp32 places of the layers that stay fp32
     * @param multiplications of these layers, a token
     * @param measured how often a divergence was measured to find it
     */
    record Found(BitSet fp32, long multiplications, double divergence, int measured) {
        Found withMeasured(int all) {
            return new Found(fp32, multiplications, divergence, all);
        }
    }

    /**
     * @param divergence of the final output with these layers fp32 and all others quantised
     * @param costs multiplications of each layer
     * @param sensitivities divergence with each layer quantised alone
     * @param budget measurements that a search may make
     */
    FormatSearch(ToDoubleFunction<BitSet> divergence, long[] costs, double[] sensitivities, double target, int budget) {
        this.divergence = divergence;
        this.costs = costs.clone();
        this.sensitivities = sensitivities.clone();
        this.target = target;
        this.budget = budget;
    }

    /** What a search finds, of several the cheapest; everything in fp32 when nothing is found that reaches the target. */
    Found find(Search how) {
        measured = 0;
        return switch (how) {
            case GREEDY -> greedy();
            case KNAPSACK -> knapsack();
            case EVOLUTIONARY -> evolutionary();
            case BEST ->
                how.each().stream()
                        .map(this::find)
                        .min(Comparator.comparingLong(Found::multiplications))
                        .orElseThrow();
        };
    }

    /** Layers return to fp32 in the order of sensitivity per multiplication. */
    private Found greedy() {
        measured = costs.length;
        List<Integer> order = new ArrayList<>();
        for (int layer = 0; layer < costs.length; layer++) {
            order.add(layer);
        }
        order.sort(Comparator.comparingDouble(layer -> -sensitivities[layer] / costs[layer]));
        int low = 0;
        int high = order.size();
        Found best = everything();
        while (low < high) {
            int middle = (low + high) / 2;
            BitSet fp32 = new BitSet();
            order.subList(0, middle).forEach(fp32::set);
            Found found = measure(fp32);
            if (found.divergence <= target) {
                high = middle;
                best = found;
            } else {
                low = middle + 1;
            }
        }
        return best.withMeasured(measured);
    }

    /** The best set if sensitivities add up, with the sum's error corrected by measuring. */
    private Found knapsack() {
        measured = costs.length;
        double total = Arrays.stream(sensitivities).sum();
        double allowed = target;
        Found best = everything();
        while (measured < budget) {
            Found found = measure(cheapest(total - allowed));
            if (found.divergence <= target) {
                best = found.multiplications < best.multiplications ? found : best;
                break;
            }
            // the sum promised less than was measured: promise that much more
            allowed *= target / found.divergence * CAUTION;
        }
        return best.withMeasured(measured);
    }

    /** The set with the least cost whose sensitivities add up to at least so much. */
    private BitSet cheapest(double wanted) {
        long whole = Arrays.stream(costs).sum();
        double[] gained = new double[COST_PARTS + costs.length + 1];
        BitSet[] sets = new BitSet[gained.length];
        Arrays.fill(gained, Double.NEGATIVE_INFINITY);
        gained[0] = 0;
        sets[0] = new BitSet();
        for (int layer = 0; layer < costs.length; layer++) {
            int cost = Math.toIntExact((costs[layer] * COST_PARTS + whole - 1) / whole);
            for (int sum = gained.length - 1; sum >= cost; sum--) {
                double gain = gained[sum - cost] + sensitivities[layer];
                if (gain > gained[sum]) {
                    gained[sum] = gain;
                    sets[sum] = (BitSet) sets[sum - cost].clone();
                    sets[sum].set(layer);
                }
            }
        }
        for (int sum = 0; sum < gained.length; sum++) {
            if (gained[sum] >= wanted) {
                return sets[sum];
            }
        }
        return everything().fp32;
    }

    /** Sets that are changed at random, the cheapest that reaches the target kept. */
    private Found evolutionary() {
        Random random = new Random(SEED);
        Found best = everything();
        while (measured < budget && best.multiplications > 0) {
            BitSet changed = (BitSet) best.fp32.clone();
            int flips = 1 + random.nextInt(Math.max(1, costs.length / 8));
            for (int flip = 0; flip < flips; flip++) {
                changed.flip(random.nextInt(costs.length));
            }
            if (cost(changed) < best.multiplications) {
                Found found = measure(changed);
                best = found.divergence <= target ? found : best;
            }
        }
        return best.withMeasured(measured);
    }

    private Found everything() {
        BitSet all = new BitSet();
        all.set(0, costs.length);
        return new Found(all, cost(all), 0, measured);
    }

    private Found measure(BitSet fp32) {
        measured++;
        return new Found(fp32, cost(fp32), divergence.applyAsDouble(fp32), measured);
    }

    private long cost(BitSet fp32) {
        return fp32.stream().mapToLong(layer -> costs[layer]).sum();
    }
}
