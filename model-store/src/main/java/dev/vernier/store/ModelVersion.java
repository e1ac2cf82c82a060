package dev.vernier.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A published version of a model: what it takes and gives, and its variants.
 *
 * @param version a positive decimal number; the highest is the latest
 * @param text how text becomes input tensors; null for a model that takes tensors only
 * @param labels names of the classes of a {@link Task#CLASSIFY} model, in the order of the output; else empty
 * @param evaluation digest of the blob with the texts that no pass saw, one JSON object a line ({@code text}, {@code
 *     label} where known); null where there are none
 * @param variants the reference first
 */
public record ModelVersion(
        String model,
        String version,
        Task task,
        Signature signature,
        @Nullable TextInput text,
        List<String> labels,
        @Nullable String evaluation,
        List<VariantCard> variants) {

    public ModelVersion {
        labels = List.copyOf(labels);
        variants = List.copyOf(variants);
        if (variants.isEmpty()) {
            throw new IllegalArgumentException(model + " version " + version + " has no variant");
        }
    }

    public VariantCard reference() {
        return variants.get(0);
    }

    /** The variants that may be served, the reference first. */
    public List<VariantCard> accepted() {
        return variants.stream().filter(VariantCard::isAccepted).toList();
    }
}
