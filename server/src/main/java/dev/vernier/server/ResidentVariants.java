package dev.vernier.server;

import dev.vernier.policy.ControlSample;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.PolicySnapshot;
import dev.vernier.policy.Residency;
import dev.vernier.policy.Residency.Slot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens and closes variants beside live traffic, so that what is open fits the memory budget and is what the load wants, as
 * {@link Residency} says. One thing at a time: first those go that have to, then the one comes that they make room for.
 *
 * <p>A variant that goes is taken from the policy first, and closed two steps of the control path later: what was dispatched
 * to it has begun by then, and its memory is freed behind the last run. Thread-safe.
 */
final class ResidentVariants {
    /** Where sessions are opened and closed. */
    interface Threads {
        /** False, and nothing happens, when the server stops. */
        boolean submit(Runnable change);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ResidentVariants.class);

    private final double budgetMib;
    private final OpenModels models;
    private final ModelLoader loader;
    private final Threads threads;
    private final Consumer<OpenModel> onChange;

    private final Deque<Slot> coming = new ArrayDeque<>();
    private final Set<OpenVariant> unusable = new HashSet<>();
    private List<OpenVariant> leaving = List.of();
    private List<OpenVariant> left = List.of();
    private List<OpenModel> settled = List.of();
    private @Nullable Residency residency;
    private boolean isBusy;

    /** @param onChange told of a model whose variants have changed; called without a lock of this */
    ResidentVariants(
            double budgetMib, OpenModels models, ModelLoader loader, Threads threads, Consumer<OpenModel> onChange) {
        this.budgetMib = budgetMib;
        this.models = models;
        this.loader = loader;
        this.threads = threads;
        this.onChange = onChange;
    }

    /** A step of the control path is over: the policy knows what the sample and the snapshot say. */
    synchronized void observe(ControlSample sample, PolicySnapshot snapshot) {
        if (isBusy || models.all().stream().anyMatch(model -> model.isCurrent() && model.isLoading())) {
            return;
        }
        if (isChanging()) {
            proceed();
        } else if (!served().equals(settled) || residency == null) {
            settle(snapshot.lanes());
        } else {
            residency
                    .next(sample.workload(), sample.intervalNanos(), snapshot)
                    .ifPresent(change -> begin(change.unload(), List.of(change.load())));
        }
    }

    private List<OpenModel> served() {
        return models.all().stream()
                .filter(model -> model.isCurrent() && model.isAnswering())
                .toList();
    }

    /** Models have come or gone: what is open is chosen anew. */
    private void settle(int lanes) {
        settled = served();
        List<ModelProfile> profiles = models.profiles();
        Residency fresh = new Residency(budgetMib, mib());
        residency = fresh;
        Set<Slot> chosen = fresh.first(lanes, profiles);
        List<Slot> own = Residency.slots(profiles).stream()
                .filter(slot -> settled.contains(models.at(slot.model())))
                .toList();
        double chosenMib = own.stream()
                .filter(chosen::contains)
                .mapToDouble(slot -> variant(slot).residentMib())
                .sum();
        if (chosenMib > budgetMib) {
            LOG.warn(
                    "memory-budget: {} MiB is not enough; the reference and the cheapest variant of each model take {} MiB",
                    Math.round(budgetMib),
                    Math.round(chosenMib));
        }
        LOG.info(
                "memory-budget: {} MiB, of which {} are taken by {}",
                Math.round(budgetMib),
                Math.round(chosenMib),
                own.stream().filter(chosen::contains).map(this::name).toList());
        begin(
                own.stream()
                        .filter(slot -> variant(slot).isResident() && !chosen.contains(slot))
                        .toList(),
                own.stream()
                        .filter(slot -> !variant(slot).isResident() && chosen.contains(slot))
                        .toList());
    }

    /** Resident memory by slot; what cannot be opened never fits, what is not served takes nothing. */
    private List<List<Double>> mib() {
        List<List<Double>> mib = new ArrayList<>();
        for (OpenModel model : models.all()) {
            boolean isServed = settled.contains(model);
            mib.add(model.variants().stream()
                    .map(variant -> isServed ? mib(variant) : 0)
                    .toList());
        }
        return mib;
    }

    private double mib(OpenVariant variant) {
        boolean isUsable = !variant.isQuarantined() && !unusable.contains(variant);
        return isUsable ? variant.residentMib() : Double.POSITIVE_INFINITY;
    }

    private void begin(List<Slot> unload, List<Slot> load) {
        leaving = unload.stream().map(this::variant).toList();
        leaving.forEach(OpenVariant::leave);
        coming.addAll(load);
        unload.forEach(slot -> LOG.info("{} makes room within the memory budget", name(slot)));
    }

    private boolean isChanging() {
        return !leaving.isEmpty() || !left.isEmpty() || !coming.isEmpty();
    }

    /** One step: the policy has seen those that leave; then they are closed; then the next one comes. */
    private void proceed() {
        List<OpenVariant> closing = left;
        left = leaving;
        leaving = List.of();
        if (!closing.isEmpty()) {
            isBusy = threads.submit(() -> close(closing));
        } else if (left.isEmpty()) {
            Slot next = coming.remove();
            isBusy = threads.submit(() -> open(next));
        }
    }

    private void close(List<OpenVariant> closing) {
        try {
            closing.stream().map(OpenVariant::retire).forEach(CompletableFuture::join);
            NativeHeap.trim();
            settled().forEach(onChange);
        } finally {
            finish();
        }
    }

    private void open(Slot slot) {
        OpenModel model = models.at(slot.model());
        OpenVariant variant = variant(slot);
        boolean isOpen = model.retain();
        try {
            boolean isUsable = !isOpen || loader.open(model, variant, opened -> onChange.accept(model));
            if (!isUsable) {
                exclude(variant);
            } else if (variant.isResident()) {
                LOG.info("{} is loaded, {} MiB", name(slot), String.format(Locale.ROOT, "%.0f", variant.residentMib()));
            }
        } finally {
            if (isOpen) {
                model.release();
            }
            finish();
        }
    }

    private synchronized List<OpenModel> settled() {
        return settled;
    }

    /** It could not be opened: it is not tried again, and the choice is made without it. */
    private synchronized void exclude(OpenVariant variant) {
        unusable.add(variant);
        settled = List.of();
    }

    private synchronized void finish() {
        isBusy = false;
    }

    private OpenVariant variant(Slot slot) {
        return models.at(slot.model()).variant(slot.variant());
    }

    private String name(Slot slot) {
        return variant(slot).card().name() + " of " + models.at(slot.model());
    }
}
