package dev.vernier.compressor.passes.structure;

import dev.vernier.compressor.calibrate.ActivationStatistics;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.passes.structure.UnitSelection.Removal;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Which units, neurons or heads, are needed least. */
public enum UnitCriterion {
    /** Those whose loss is least once the others have made up for them; see {@link UnitSelection}. */
    OBS,
    /** Any: what every other criterion must beat. */
    RANDOM,
    /** Those with the smallest weights in the projection, by their squares. */
    MAGNITUDE,
    /** The same by their distances from 0. */
    MAGNITUDE_L1,
    /** Those with the smallest weights in the projection and the layers before it together, by their squares. */
    GROUP,
    /** Those whose values are nearest to 0 in the mean. */
    MEAN_ACTIVATION,
    /** Those whose largest value is smallest. */
    MAX_ACTIVATION,
    /** Those whose values vary least. */
    VARIANCE,
    /** Those whose values tell least about the text. */
    ENTROPY,
    /** Those that add least to their layer's output, as a share of what all its units add. */
    OUTPUT_EFFECT,
    /** The same, where an early layer's count more: all later ones read what they make. Differs over the whole model only. */
    DEPTH,
    /** Those that change the residual stream least which they join. Differs over the whole model only. */
    RESIDUAL,
    /** Those without which the final output moves least: a finite difference of the loss for each unit, by masks. */
    LOSS;

    private static final long SEED = 29;

    /**
     * Units of each layer in the order in which they should go, with scores that can be compared between layers as far as
     * the criterion allows.
     *
     * @param most how many of each layer may be asked for
     */
    List<List<Removal>> order(UnitLayers units, List<Integer> most) {
        return evidence().order(units, most);
    }

    private Evidence evidence() {
        return switch (this) {
            case OBS -> new Evidence.Elimination();
            case RANDOM -> new Evidence.Weights(UnitCriterion::random);
            case MAGNITUDE ->
                new Evidence.Weights((graph, layer) -> layer.sumsOfProjection(graph, weight -> weight * weight));
            case MAGNITUDE_L1 -> new Evidence.Weights((graph, layer) -> layer.sumsOfProjection(graph, Math::abs));
            case GROUP -> new Evidence.Weights((graph, layer) -> layer.sumsOfAll(graph, weight -> weight * weight));
            case MEAN_ACTIVATION -> new Evidence.Activations(ActivationStatistics::meanMagnitude);
            case MAX_ACTIVATION -> new Evidence.Activations(ActivationStatistics::maxMagnitude);
            case VARIANCE -> new Evidence.Activations(ActivationStatistics::variance);
            case ENTROPY -> new Evidence.Activations(ActivationStatistics::entropy);
            case OUTPUT_EFFECT -> new Evidence.Effects(Evidence.Yardstick.LAYER);
            case DEPTH -> new Evidence.Effects(Evidence.Yardstick.LAYERS_ABOVE);
            case RESIDUAL -> new Evidence.Effects(Evidence.Yardstick.RESIDUAL_STREAM);
            case LOSS -> new Evidence.Masks();
        };
    }

    /** Each layer has a seed of its own, whatever its name and place. */
    private static double[] random(Graph graph, UnitLayer layer) {
        return new Random(SEED + Arrays.hashCode(layer.weights(graph)))
                .doubles(layer.units())
                .toArray();
    }
}
