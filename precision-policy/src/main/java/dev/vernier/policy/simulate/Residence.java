package dev.vernier.policy.simulate;

import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Residency;
import dev.vernier.policy.Residency.Slot;
import dev.vernier.policy.VariantProfile;
import dev.vernier.policy.Workload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The variants that a simulated server has loaded, and those that are still to come. */
final class Residence {
    private final World world;
    private final Loading loading;
    private final Residency residency;
    private final Set<Slot> loaded = new HashSet<>();
    private final Deque<Slot> coming = new ArrayDeque<>();
    private final Set<Slot> leaving = new HashSet<>();
    private boolean isLoading;

    Residence(World world) {
        this.world = world;
        loading = world.loading();
        residency = new Residency(loading.budgetMib(), loading.mib());
        Set<Slot> chosen = loading.isLimited()
                ? residency.first(world.lanes(), world.believed())
                : Set.copyOf(Residency.slots(world.believed()));
        if (loading.isCold()) {
            coming.addAll(inLoadingOrder(chosen));
        } else {
            loaded.addAll(chosen);
        }
    }

    /** The models as the loader knows them at a time. */
    List<ModelProfile> models(long now) {
        List<ModelProfile> models = new ArrayList<>();
        for (int slot = 0; slot < world.believed().size(); slot++) {
            ModelProfile model = world.believed().get(slot);
            List<VariantProfile> variants = new ArrayList<>();
            for (int variant = 0; variant < model.variants().size(); variant++) {
                variants.add(model.variants().get(variant).resident(canRun(slot, variant, now)));
            }
            models.add(model.with(variants));
        }
        return models;
    }

    /** Whether a lane that runs the variant finds it there. */
    boolean canRun(int model, int variant, long now) {
        return loaded.contains(new Slot(model, variant))
                && loading.outages().stream().noneMatch(outage -> outage.covers(model, variant, now));
    }

    /** After an interval of the control path: what is to go is from now on not run any more. */
    void observe(Workload workload, long intervalNanos, PolicySnapshot last) {
        if (!loading.isLimited() || isChanging()) {
            return;
        }
        residency.next(workload, intervalNanos, last).ifPresent(change -> {
            loaded.removeAll(change.unload());
            leaving.addAll(change.unload());
            coming.add(change.load());
        });
    }

    /**
     * The next variant that a free lane is to load, or null: one at a time. What makes room for it must have ended its runs.
     *
     * @param isRunning whether a lane runs the variant
     */
    @Nullable Slot poll(Predicate<Slot> isRunning) {
        leaving.removeIf(isRunning.negate());
        if (isLoading || !leaving.isEmpty()) {
            return null;
        }
        Slot next = coming.poll();
        isLoading = next != null;
        return next;
    }

    /** Whether something is still to be loaded, or is being loaded. */
    boolean isChanging() {
        return isLoading || !coming.isEmpty();
    }

    void loaded(Slot slot) {
        isLoading = false;
        loaded.add(slot);
    }

    /** Model by model as the server does it: the smallest first, so that the first answer comes soon, then the reference. */
    private List<Slot> inLoadingOrder(Set<Slot> slots) {
        Comparator<Slot> bySize = Comparator.comparingDouble(
                slot -> loading.mib().get(slot.model()).get(slot.variant()));
        List<Slot> order = new ArrayList<>();
        for (int model = 0; model < world.believed().size(); model++) {
            int own = model;
            List<Slot> variants = new ArrayList<>(slots.stream()
                    .filter(slot -> slot.model() == own)
                    .sorted(bySize.thenComparingInt(Slot::variant))
                    .toList());
            Slot reference = new Slot(model, 0);
            variants.remove(reference);
            variants.add(Math.min(1, variants.size()), reference);
            order.addAll(variants);
        }
        return order;
    }
}
