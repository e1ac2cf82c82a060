package dev.vernier.compressor;

import dev.vernier.store.VariantCard;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** What a pass saves on: variants are of one family when their passes save on the same. */
enum Family {
    STRUCTURE,
    SPARSITY,
    LOW_RANK,
    SHARING,
    /** Gives accuracy back, or writes the same with other operators. */
    NOTHING,
    /** Bits. */
    QUANTISATION;

    private static Family of(String pass) {
        return switch (pass) {
            case "neuron-pruning", "head-pruning", "structured-pruning", "layer-dropping" -> STRUCTURE;
            case "weight-pruning", "level-pruning" -> SPARSITY;
            case "low-rank", "embedding-pca", "tucker", "tensor-train" -> LOW_RANK;
            case "weight-sharing" -> SHARING;
            case "ridge-refit", "bias-correction", "attention-fusion", "gelu-approximation" -> NOTHING;
            default -> QUANTISATION;
        };
    }

    /** The families of a variant's passes as words, each once, like {@code structure + quantisation}; empty when they save on nothing. */
    static String of(VariantCard card) {
        return StreamSupport.stream(card.facts().path("recipe").spliterator(), false)
                .map(step -> of(step.path("pass").asText()))
                .filter(family -> family != NOTHING)
                .distinct()
                .sorted()
                .map(family -> family.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .collect(Collectors.joining(" + "));
    }
}
