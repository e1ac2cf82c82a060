package dev.vernier.compressor;

import dev.vernier.compressor.passes.BetterInt8;
import dev.vernier.compressor.passes.ChannelScaling;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.MixedPrecision;
import dev.vernier.compressor.passes.NeuronPruning;
import dev.vernier.compressor.passes.Pass;
import java.util.List;

/**
 * How a variant is made from the reference.
 *
 * @param name the variant's
 * @param passes in their order
 */
record Recipe(String name, List<Pass> passes) {
    /** The name of the reference, which no pass touches. */
    static final String REFERENCE = "fp32";

    Recipe {
        passes = List.copyOf(passes);
    }

    /** The reference, then every variant that is made of it. */
    static List<Recipe> ladder() {
        return List.of(
                new Recipe(REFERENCE, List.of()),
                new Recipe("int8-dynamic", List.of(new Int8Dynamic())),
                new Recipe("int8-static", List.of(new ChannelScaling(), new Int8Static())),
                new Recipe("mixed", List.of(new ChannelScaling(), new MixedPrecision(0.5))),
                new Recipe("pruned-int8", List.of(new NeuronPruning(0.25), new ChannelScaling(), new BetterInt8())));
    }
}
