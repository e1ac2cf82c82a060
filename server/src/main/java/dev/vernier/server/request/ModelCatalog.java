package dev.vernier.server.request;

import dev.vernier.store.ModelVersion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The models of the server and whether it takes requests. Thread-safe: reads are one volatile read, changes are rare.
 */
public final class ModelCatalog {
    private static final Comparator<ServedModel> NEWEST_FIRST =
            Comparator.comparing(model -> Long.parseLong(model.version().version()), Comparator.reverseOrder());

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<ServedModel> models = List.of();
    private volatile boolean draining;

    /** Adds the model version, or replaces what is there under its name and version. */
    public synchronized void publish(ServedModel model) {
        change(model.version(), model);
    }

    /** Takes the model version out. */
    public synchronized void remove(ModelVersion version) {
        models = models.stream()
                .filter(present -> !isSame(present.version(), version))
                .toList();
        listeners.forEach(Runnable::run);
    }

    /** Puts a model version in the place of another; nobody sees both, or neither. */
    public synchronized void replace(ModelVersion before, ServedModel after) {
        change(before, after);
    }

    /** From now on no request is taken. */
    public void drain() {
        draining = true;
        listeners.forEach(Runnable::run);
    }

    public boolean isDraining() {
        return draining;
    }

    /** Whether there are models and all of them answer, their references included. */
    public boolean isReady() {
        List<ServedModel> now = models;
        return !draining && !now.isEmpty() && now.stream().allMatch(model -> model.isReady() && model.hasReference());
    }

    /** All versions of all models, by name, newest version first. */
    public List<ServedModel> models() {
        return models;
    }

    /**
     * Finds a version.
     *
     * @param version the empty string asks for the newest that is ready, or the newest where none is
     */
    public Optional<ServedModel> find(String name, String version) {
        ServedModel newest = null;
        for (ServedModel model : models) {
            if (!model.name().equals(name)) {
                continue;
            }
            if (version.isEmpty() ? model.isReady() : model.version().version().equals(version)) {
                return Optional.of(model);
            }
            if (newest == null) {
                newest = model;
            }
        }
        return version.isEmpty() ? Optional.ofNullable(newest) : Optional.empty();
    }

    /** Runs the listener after each change, on the thread that made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void change(ModelVersion before, ServedModel model) {
        List<ServedModel> changed = new ArrayList<>(models);
        changed.removeIf(present -> isSame(present.version(), before) || isSame(present.version(), model.version()));
        changed.add(model);
        changed.sort(Comparator.comparing(ServedModel::name).thenComparing(NEWEST_FIRST));
        models = List.copyOf(changed);
        listeners.forEach(Runnable::run);
    }

    private static boolean isSame(ModelVersion one, ModelVersion other) {
        return one.model().equals(other.model()) && one.version().equals(other.version());
    }
}
