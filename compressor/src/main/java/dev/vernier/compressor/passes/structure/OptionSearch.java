package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.passes.Search;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Looks for an option of each part of a graph that together save the wanted multiplications and move the final output least.
 * Every search may measure equally often, the losses of the options included.
 */
final class OptionSearch {
    /** What is saved is counted in so many parts of what is wanted. */
    private static final int SAVED_PARTS = 1000;

    private static final long SEED = 17;

    private final List<List<Option>> parts;
    private final long wanted;
    private final ToDoubleFunction<List<Option>> divergence;
    private final int budget;

    /**
     * Options that were measured together.
     *
     * @param options one of each part
     * @param measured how often a divergence was measured to find them
     */
    record Found(List<Option> options, double divergence, int measured) {
        Found {
            options = List.copyOf(options);
        }

        long saved() {
            return OptionSearch.saved(options);
        }
    }

    /**
     * @param parts the options of each, the first one being to leave it as it is
     * @param wanted multiplications to save
     * @param divergence of the final output with one option of each part
     * @param budget how often a search may measure, which the losses of the options have taken up but for once
     */
    OptionSearch(List<List<Option>> parts, long wanted, ToDoubleFunction<List<Option>> divergence, int budget) {
        this.parts = parts.stream().map(List::copyOf).toList();
        this.wanted = wanted;
        this.divergence = divergence;
        this.budget = budget;
    }

    /** The most that can be saved. */
    long most() {
        return saved(parts.stream().map(OptionSearch::thriftiest).toList());
    }

    /** What one search finds; empty when not so much can be saved. */
    Optional<Found> find(Search how) {
        if (most() < wanted) {
            return Optional.empty();
        }
        return Optional.of(
                switch (how) {
                    case GREEDY -> measured(greedy(), budget);
                    case KNAPSACK -> measured(knapsack(), budget);
                    case EVOLUTIONARY -> evolutionary();
                    case BEST -> throw new IllegalArgumentException("not one search but several");
                });
    }

    /** Each time the option whose loss is least for what it saves more than that of now. */
    private List<Option> greedy() {
        List<Option> chosen =
                new ArrayList<>(parts.stream().map(part -> part.get(0)).toList());
        while (saved(chosen) < wanted) {
            int best = 0;
            Option next = chosen.get(0);
            double least = Double.POSITIVE_INFINITY;
            for (int part = 0; part < parts.size(); part++) {
                Option now = chosen.get(part);
                for (Option option : parts.get(part)) {
                    double price = (option.loss() - now.loss()) / (option.saved() - now.saved());
                    if (option.saved() > now.saved() && price < least) {
                        best = part;
                        next = option;
                        least = price;
                    }
                }
            }
            chosen.set(best, next);
        }
        return chosen;
    }

    /** The least sum of losses. What is saved beyond the wanted counts no more. */
    private List<Option> knapsack() {
        double[] least = new double[SAVED_PARTS + 1];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        least[0] = 0;
        List<List<Option>> chosen = new ArrayList<>(Collections.nCopies(least.length, List.of()));
        for (List<Option> part : parts) {
            double[] nextLeast = new double[least.length];
            Arrays.fill(nextLeast, Double.POSITIVE_INFINITY);
            List<List<Option>> next = new ArrayList<>(Collections.nCopies(least.length, List.of()));
            for (int sum = 0; sum < least.length; sum++) {
                for (Option option : least[sum] < Double.POSITIVE_INFINITY ? part : List.<Option>of()) {
                    int reached = Math.min(SAVED_PARTS, sum + savedParts(option));
                    if (least[sum] + option.loss() < nextLeast[reached]) {
                        nextLeast[reached] = least[sum] + option.loss();
                        List<Option> longer = new ArrayList<>(chosen.get(sum));
                        longer.add(option);
                        next.set(reached, longer);
                    }
                }
            }
            least = nextLeast;
            chosen = next;
        }
        List<Option> best = chosen.get(SAVED_PARTS);
        // counted in whole parts, what only just saves enough seems to save too little
        return best.isEmpty() ? parts.stream().map(OptionSearch::thriftiest).toList() : best;
    }

    private int savedParts(Option option) {
        return Math.toIntExact(Math.min(SAVED_PARTS, option.saved() * SAVED_PARTS / wanted));
    }

    /** Starts from what saves most; one or two parts change at a time. */
    private Found evolutionary() {
        Random random = new Random(SEED);
        Found best = measured(parts.stream().map(OptionSearch::thriftiest).toList(), 1);
        int measured = 1;
        // changes that save too little cost nothing but would go on for ever where few save enough
        for (int tries = 0; measured < budget && tries < 1000 * budget; tries++) {
            List<Option> changed = new ArrayList<>(best.options());
            int changes = 1 + random.nextInt(2);
            for (int change = 0; change < changes; change++) {
                int part = random.nextInt(parts.size());
                List<Option> options = parts.get(part);
                changed.set(part, options.get(random.nextInt(options.size())));
            }
            if (saved(changed) >= wanted && !changed.equals(best.options())) {
                measured++;
                Found found = measured(changed, measured);
                best = found.divergence() < best.divergence() ? found : best;
            }
        }
        return new Found(best.options(), best.divergence(), measured);
    }

    private Found measured(List<Option> options, int measured) {
        return new Found(options, divergence.applyAsDouble(options), measured);
    }

    private static long saved(List<Option> options) {
        return options.stream().mapToLong(Option::saved).sum();
    }

    private static Option thriftiest(List<Option> part) {
        return Collections.max(part, Comparator.comparingLong(Option::saved));
    }
}
