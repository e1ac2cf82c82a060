package dev.vernier.policy;

import dev.vernier.policy.Workload.ModelWorkload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which variants stay loaded within a memory budget. The reference and the cheapest variant of every model always do, so that
 * every floor can be met and every load be carried; of the others those that are worth most per MiB.
 *
 * <p>What a set of variants is worth is the value of the fluid plan: the arrivals of a second take the cheapest variants, and
 * what is left of the lanes buys steps of the hulls, the steepest first. Every ten seconds the last ten are gone through with
 * the present set and with each that one more variant would make. A variant comes when it would have won a tenth of a point
 * of effective accuracy, and goes only to make room for such a one, a minute after it came at the earliest. So a quiet or a
 * steady load moves nothing. Not thread-safe: the control path calls it.
 */
public final class Residency {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final int SECONDS = 10;
    private static final long LEAST_STAY_NANOS = 60 * SECOND_NANOS;
    /** In effective accuracy: as much as a gate notices. A load takes a lane for about a second. */
    private static final double WORTH_A_LOAD = 0.001;

    /** Length at which variants are compared before anything has arrived. */
    static final int TYPICAL_TOKENS = 32;

    /** Position of a variant in the snapshot. */
    public record Slot(int model, int variant) {}

    /** One step: what goes first, and what then comes. */
    public record Change(List<Slot> unload, Slot load) {
        public Change {
            unload = List.copyOf(unload);
        }
    }

    private final double budgetMib;
    private final List<List<Double>> mib;
    private final Deque<Situation> situations = new ArrayDeque<>();
    private final Map<Slot, Long> loadedNanosAgo = new HashMap<>();
    private List<ModelWorkload> second = List.of();
    private long secondNanos;
    private int fresh;

    /** @param mib resident memory of the variants, by model and variant slot */
    public Residency(double budgetMib, List<List<Double>> mib) {
        this.budgetMib = budgetMib;
        this.mib = mib.stream().map(List::copyOf).toList();
    }

    /**
     * What to begin with, any load between what the reference and what the cheapest variant carries being as likely; then
     * what still fits.
     */
    public Set<Slot> first(int lanes, List<ModelProfile> models) {
        List<Situation> likely = new ArrayList<>();
        for (int model = 0; model < models.size(); model++) {
            likely.addAll(Situation.likely(models, model, lanes));
        }
        Set<Slot> loaded = indispensable(models);
        Optional<Step> step = bestStep(loaded, models, likely);
        while (step.isPresent() && step.get().unload().isEmpty()) {
            loaded.add(step.get().load());
            step = bestStep(loaded, models, likely);
        }
        for (Slot slot : slots(models)) {
            if (loaded.stream().mapToDouble(this::mib).sum() + mib(slot) <= budgetMib) {
                loaded.add(slot);
            }
        }
        return loaded;
    }

    /**
     * Takes in what arrived in an interval of the control path; says what to do, at most every ten seconds.
     *
     * @param snapshot says what is loaded and what it costs
     */
    public Optional<Change> next(Workload workload, long intervalNanos, PolicySnapshot snapshot) {
        loadedNanosAgo.replaceAll((slot, nanos) -> nanos + intervalNanos);
        second = sum(second, workload.models());
        secondNanos += intervalNanos;
        if (secondNanos < SECOND_NANOS) {
            return Optional.empty();
        }
        situations.add(Situation.of(second, secondNanos, snapshot));
        second = List.of();
        secondNanos = 0;
        if (++fresh < SECONDS) {
            return Optional.empty();
        }
        Optional<Change> change = look(snapshot.models());
        situations.clear();
        fresh = 0;
        return change;
    }

    private Optional<Change> look(List<ModelProfile> models) {
        double requests = situations.stream().mapToDouble(Situation::requests).sum();
        Set<Slot> loaded = new HashSet<>();
        slots(models).stream().filter(slot -> variant(models, slot).resident()).forEach(loaded::add);
        Optional<Step> step = bestStep(loaded, models, List.copyOf(situations))
                .filter(best -> best.gain() >= WORTH_A_LOAD * requests);
        step.ifPresent(best -> loadedNanosAgo.put(best.load(), 0L));
        return step.map(best -> new Change(best.unload(), best.load()));
    }

    /** @param gain in value of answers, over all situations */
    private record Step(List<Slot> unload, Slot load, double gain) {}

    /** The step that gains most for each MiB that it loads. */
    private Optional<Step> bestStep(Set<Slot> loaded, List<ModelProfile> models, List<Situation> seen) {
        double present = value(loaded, models, seen);
        Optional<Step> best = Optional.empty();
        double most = 0;
        for (Slot slot : slots(models)) {
            Set<Slot> next = new HashSet<>(loaded);
            if (next.add(slot) && makeRoom(next, slot, models, seen)) {
                double gain = value(next, models, seen) - present;
                if (gain / mib(slot) > most) {
                    most = gain / mib(slot);
                    List<Slot> unload =
                            loaded.stream().filter(old -> !next.contains(old)).toList();
                    best = Optional.of(new Step(unload, slot, gain));
                }
            }
        }
        return best;
    }

    /** Takes out what is missed least for each MiB until the set fits; false when it cannot. */
    private boolean makeRoom(Set<Slot> set, Slot comes, List<ModelProfile> models, List<Situation> seen) {
        Set<Slot> kept = indispensable(models);
        kept.add(comes);
        loadedNanosAgo.forEach((slot, nanos) -> {
            if (nanos < LEAST_STAY_NANOS) {
                kept.add(slot);
            }
        });
        while (set.stream().mapToDouble(this::mib).sum() > budgetMib) {
            Slot least = null;
            double leastWorth = Double.POSITIVE_INFINITY;
            double all = value(set, models, seen);
            for (Slot slot : slots(models)) {
                if (set.contains(slot) && !kept.contains(slot)) {
                    Set<Slot> without = new HashSet<>(set);
                    without.remove(slot);
                    double worth = (all - value(without, models, seen)) / mib(slot);
                    if (worth < leastWorth) {
                        leastWorth = worth;
                        least = slot;
                    }
                }
            }
            if (least == null) {
                return false;
            }
            set.remove(least);
        }
        return true;
    }

    private double mib(Slot slot) {
        return mib.get(slot.model()).get(slot.variant());
    }

    private static double value(Set<Slot> set, List<ModelProfile> models, List<Situation> seen) {
        return seen.stream()
                .mapToDouble(situation -> situation.value(set, models))
                .sum();
    }

    /** Reference and cheapest of every model. */
    private static Set<Slot> indispensable(List<ModelProfile> models) {
        Set<Slot> slots = new HashSet<>();
        for (int model = 0; model < models.size(); model++) {
            List<VariantProfile> variants = models.get(model).variants();
            int cheapest = 0;
            for (int variant = 1; variant < variants.size(); variant++) {
                if (typicalNanos(variants.get(variant)) < typicalNanos(variants.get(cheapest))) {
                    cheapest = variant;
                }
            }
            slots.add(new Slot(model, 0));
            slots.add(new Slot(model, cheapest));
        }
        return slots;
    }

    private static double typicalNanos(VariantProfile variant) {
        return variant.cost().nanos(1, TYPICAL_TOKENS);
    }

    /** All slots in order, so that equals are always treated alike. */
    public static List<Slot> slots(List<ModelProfile> models) {
        List<Slot> slots = new ArrayList<>();
        for (int model = 0; model < models.size(); model++) {
            for (int variant = 0; variant < models.get(model).variants().size(); variant++) {
                slots.add(new Slot(model, variant));
            }
        }
        return slots;
    }

    private static VariantProfile variant(List<ModelProfile> models, Slot slot) {
        return models.get(slot.model()).variants().get(slot.variant());
    }

    private static List<ModelWorkload> sum(List<ModelWorkload> before, List<ModelWorkload> now) {
        List<ModelWorkload> sums = new ArrayList<>();
        for (int model = 0; model < now.size(); model++) {
            ModelWorkload old = model < before.size() ? before.get(model) : ModelWorkload.NONE;
            sums.add(now.get(model).after(old));
        }
        return sums;
    }
}
