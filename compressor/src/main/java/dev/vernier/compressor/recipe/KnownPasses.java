package dev.vernier.compressor.recipe;

import dev.vernier.compressor.passes.AttentionFusion;
import dev.vernier.compressor.passes.BetterInt8;
import dev.vernier.compressor.passes.BiasCorrection;
import dev.vernier.compressor.passes.BlockEmbeddings;
import dev.vernier.compressor.passes.BlockFormat;
import dev.vernier.compressor.passes.ChannelScaling;
import dev.vernier.compressor.passes.Codebook;
import dev.vernier.compressor.passes.GeluApproximation;
import dev.vernier.compressor.passes.HalfFormat;
import dev.vernier.compressor.passes.HalfStorage;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.MixedPrecision;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.RidgeRefit;
import dev.vernier.compressor.passes.Rounding;
import dev.vernier.compressor.passes.Search;
import dev.vernier.compressor.passes.WeightOnly;
import dev.vernier.compressor.passes.lowrank.EmbeddingPca;
import dev.vernier.compressor.passes.lowrank.LowRank;
import dev.vernier.compressor.passes.lowrank.Size;
import dev.vernier.compressor.passes.lowrank.TensorTrain;
import dev.vernier.compressor.passes.lowrank.Tucker;
import dev.vernier.compressor.passes.lowrank.WeightSharing;
import dev.vernier.compressor.passes.pruning.Criterion;
import dev.vernier.compressor.passes.pruning.LevelPruning;
import dev.vernier.compressor.passes.pruning.Sparsity;
import dev.vernier.compressor.passes.pruning.Tile;
import dev.vernier.compressor.passes.pruning.WeightPruning;
import dev.vernier.compressor.passes.structure.LayerDropping;
import dev.vernier.compressor.passes.structure.StructuredPruning;
import dev.vernier.compressor.passes.structure.UnitCriterion;
import dev.vernier.compressor.passes.structure.UnitPruning;
import dev.vernier.store.NearestName;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The passes that a recipe can name, with their parameters and defaults. */
final class KnownPasses {
    private static final Map<String, Function<Parameters, Pass>> BY_NAME = Map.ofEntries(
            Map.entry("attention-fusion", parameters -> new AttentionFusion()),
            Map.entry("bias-correction", parameters -> new BiasCorrection()),
            Map.entry("channel-scaling", parameters -> new ChannelScaling()),
            Map.entry(
                    "codebook",
                    parameters ->
                            new Codebook(parameters.word("form", Codebook.Form.TABLE), parameters.whole("bits", 4))),
            Map.entry("embedding-pca", parameters -> new EmbeddingPca(size(parameters))),
            Map.entry("embeddings", parameters -> new BlockEmbeddings(blocks(parameters))),
            Map.entry("gelu-approximation", parameters -> new GeluApproximation()),
            Map.entry("half-storage", parameters -> new HalfStorage(parameters.word("format", HalfFormat.FP16))),
            Map.entry(
                    "head-pruning",
                    parameters -> UnitPruning.heads(parameters.number("share", 0.25), selection(parameters))),
            Map.entry("int8", parameters -> new BetterInt8()),
            Map.entry("int8-dynamic", parameters -> new Int8Dynamic()),
            Map.entry(
                    "int8-static",
                    parameters -> new Int8Static(parameters.word("calibrator", Int8Static.Ranges.MIN_MAX))),
            Map.entry("layer-dropping", parameters -> new LayerDropping(parameters.whole("count", 1))),
            Map.entry(
                    "level-pruning",
                    parameters -> new LevelPruning(parameters.whole("levels", 1), parameters.yes("recalibrate", true))),
            Map.entry(
                    "low-rank",
                    parameters -> new LowRank(
                            parameters.word("method", LowRank.Method.ACTIVATION_AWARE),
                            parameters.word("allocation", LowRank.Allocation.EQUAL),
                            size(parameters))),
            Map.entry(
                    "mixed",
                    parameters -> new MixedPrecision(
                            parameters.number("loss-share", 0.5), parameters.word("search", Search.GREEDY))),
            Map.entry(
                    "neuron-pruning",
                    parameters -> UnitPruning.neurons(
                            parameters.number("share", 0.25), parameters.whole("group", 1), selection(parameters))),
            Map.entry("ridge-refit", parameters -> new RidgeRefit(parameters.number("strength", 0.1))),
            Map.entry(
                    "structured-pruning",
                    parameters -> new StructuredPruning(
                            parameters.number("speedup", 1.5), parameters.word("search", Search.KNAPSACK))),
            Map.entry("tensor-train", parameters -> new TensorTrain(parameters.number("share", 0.5))),
            Map.entry("tucker", parameters -> new Tucker(parameters.number("share", 0.5))),
            Map.entry(
                    "weight-only",
                    parameters -> new WeightOnly(
                            blocks(parameters),
                            parameters.word("rounding", Rounding.NEAREST),
                            parameters.word("scaling", WeightOnly.Scaling.NONE))),
            Map.entry("weight-pruning", KnownPasses::weightPruning),
            Map.entry(
                    "weight-sharing",
                    parameters -> new WeightSharing(
                            parameters.word("role", WeightSharing.Role.ALL), parameters.whole("group", 0))));

    private KnownPasses() {}

    static Set<String> names() {
        return BY_NAME.keySet();
    }

    /**
     * The pass of a name with these parameters.
     *
     * @param place where it stands, for messages
     * @throws RecipeException for a name that is not known, a parameter that the pass has not, or a value out of its range
     */
    static Pass make(String name, Parameters parameters, String place) {
        Function<Parameters, Pass> maker = BY_NAME.get(name);
        if (maker == null) {
            throw new RecipeException(
                    place + ": no pass '" + name + "'; did you mean `" + NearestName.of(name, names()) + "`?");
        }
        Pass pass;
        try {
            pass = maker.apply(parameters);
        } catch (IllegalArgumentException e) {
            throw new RecipeException(place + ": " + e.getMessage(), e);
        }
        parameters.requireNoMore();
        return pass;
    }

    private static UnitPruning.Selection selection(Parameters parameters) {
        return new UnitPruning.Selection(
                parameters.word("criterion", UnitCriterion.OBS),
                parameters.word("scope", UnitPruning.Scope.LAYER),
                parameters.yes("reconstruct", true));
    }

    private static Size size(Parameters parameters) {
        return new Size(parameters.whole("rank", 0), parameters.number("share", 0.5));
    }

    private static BlockFormat blocks(Parameters parameters) {
        return new BlockFormat(
                parameters.whole("bits", 8), parameters.whole("block", 128), parameters.yes("symmetric", true));
    }

    private static WeightPruning weightPruning(Parameters parameters) {
        Criterion criterion = parameters.word("criterion", Criterion.SPARSE_GPT);
        Tile tile = Tile.of(parameters.text("block", "1x1"), parameters.word("norm", Tile.Norm.L2));
        return new WeightPruning(criterion, sparsity(parameters, criterion), tile, parameters.whole("steps", 1));
    }

    private static Sparsity sparsity(Parameters parameters, Criterion criterion) {
        String pattern = parameters.text("pattern", "none");
        boolean hasPattern = !pattern.equals("none");
        boolean hasThreshold = parameters.has("threshold");
        boolean hasShare = parameters.has("share") || parameters.has("scope");
        if (hasPattern ? hasThreshold || hasShare : hasThreshold && hasShare) {
            throw new IllegalArgumentException(
                    "how much goes is said by one of share (with its scope), threshold and pattern");
        }
        if (hasPattern) {
            return Sparsity.Pattern.of(pattern);
        }
        return hasThreshold
                ? new Sparsity.Threshold(parameters.number("threshold", 0))
                : new Sparsity.Share(parameters.number("share", 0.5), parameters.word("scope", criterion.usualScope()));
    }
}
