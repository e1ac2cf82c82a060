package dev.vernier.compressor;

import dev.vernier.compressor.passes.BetterInt8;
import dev.vernier.compressor.passes.BlockEmbeddings;
import dev.vernier.compressor.passes.BlockFormat;
import dev.vernier.compressor.passes.ChannelScaling;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.MixedPrecision;
import dev.vernier.compressor.passes.NeuronPruning;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.Rounding;
import dev.vernier.compressor.passes.WeightOnly;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    /** The recipes of a name: {@code default}, or {@code demo}, the part of it that the demo has the time for. */
    static Optional<List<Recipe>> named(String name) {
        return switch (name) {
            case "default" -> Optional.of(ladder());
            case "demo" -> Optional.of(demo());
            default -> Optional.empty();
        };
    }

    /** The reference, then the four rungs that differ most in speed. */
    static List<Recipe> demo() {
        return List.of(
                new Recipe(REFERENCE, List.of()),
                new Recipe("int8-dynamic", List.of(new Int8Dynamic())),
                new Recipe("int8-static", List.of(new ChannelScaling(), new Int8Static())),
                new Recipe("mixed", List.of(new ChannelScaling(), new MixedPrecision(0.5))),
                new Recipe("pruned-int8", List.of(new NeuronPruning(0.25), new ChannelScaling(), new BetterInt8())));
    }

    /** The reference, then every variant that is made of it. */
    static List<Recipe> ladder() {
        BlockEmbeddings smallTables = new BlockEmbeddings(new BlockFormat(8, 128, true));
        BlockEmbeddings tinyTables = new BlockEmbeddings(new BlockFormat(4, 32, false));
        List<Recipe> recipes = new ArrayList<>(demo());
        recipes.add(new Recipe("int8-compact", List.of(new ChannelScaling(), new Int8Static(), smallTables)));
        recipes.add(new Recipe(
                "int8-weight-only",
                List.of(new ChannelScaling(), new WeightOnly(new BlockFormat(8, 128, true), Rounding.NEAREST))));
        recipes.add(new Recipe(
                "int4-gptq", List.of(new WeightOnly(new BlockFormat(4, 32, false), Rounding.GPTQ), tinyTables)));
        return recipes;
    }
}
