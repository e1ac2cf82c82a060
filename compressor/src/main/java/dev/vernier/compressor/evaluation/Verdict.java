package dev.vernier.compressor.evaluation;

import dev.vernier.store.measure.Measure;
import java.util.Map;

/**
 * What a variant's answers are worth.
 *
 * @param fidelity 1 - the upper bound (95 %) of the loss against the reference, in the worse of the two ways to batch
 * @param isBatchInvariant whether answers are the same alone and in a padded batch
 * @param batchDeviation the largest difference of an output between the two
 * @param measures by their names in RESULTS, from the worse of the two ways to batch
 * @param byDamage the agreement with the reference over damaged texts, by the kind of damage
 */
public record Verdict(
        double fidelity,
        boolean isBatchInvariant,
        double batchDeviation,
        Map<String, Measure> measures,
        Map<String, Measure> byDamage) {
    public Verdict {
        byDamage = Map.copyOf(byDamage);
        measures = Map.copyOf(measures);
    }
}
