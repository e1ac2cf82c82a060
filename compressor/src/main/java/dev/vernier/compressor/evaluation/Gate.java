package dev.vernier.compressor.evaluation;

import dev.vernier.store.Task;
import java.util.Locale;
import java.util.Optional;

/**
 * What a variant must reach to be served.
 *
 * @param embedding smallest fidelity of a {@link Task#EMBED} variant
 * @param classes smallest fidelity of a {@link Task#CLASSIFY} variant
 */
public record Gate(double embedding, double classes) {
    public static final Gate DEFAULT = new Gate(0.95, 0.80);

    /** Why a variant of this fidelity is not served, with the numbers; empty when it is. */
    public Optional<String> rejection(Task task, double fidelity) {
        double least = switch (task) {
            case EMBED -> embedding;
            case CLASSIFY -> classes;
            case OTHER -> 1;
        };
        return fidelity >= least
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT, "fidelity %.4f (%s) < %.2f", fidelity, task.fidelityMetric(), least));
    }
}
