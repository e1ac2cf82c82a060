package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.compressor.recipe.RecipeFile;
import dev.vernier.compressor.source.Purpose;
import dev.vernier.compressor.source.SourceModel;
import dev.vernier.store.ModelStore;
import dev.vernier.store.SessionException;
import dev.vernier.store.Task;
import dev.vernier.store.VariantCard;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default recipe on models that lack what some of its passes need: the other variants are made, and why these are not is told. */
class UnfitCompressionTest {
    private static final String NO_TABLE = "the graph looks up no rows in an fp32 table of at least 256 rows";

    @TempDir
    Path folder;

    private CompressionResult compress(SourceModel model) throws SessionException {
        return Compression.run(
                model,
                ModelStore.create(folder.resolve("store")),
                new CompressionPlan(
                        RecipeFile.read("default"), new SplitSizes(300, 40, 60), 4, 3, 2, new Goal(Gate.DEFAULT, null)),
                new Unfinished(folder.resolve("unfinished"), false),
                SilentProgress.bar());
    }

    private static SourceModel embedder(Graph graph) {
        SourceModel words = TinyModel.classifier();
        return new SourceModel(
                "unfit",
                new Purpose(Task.EMBED, List.of(), false),
                graph,
                "0".repeat(64),
                words.tokenizer(),
                32,
                words.texts());
    }

    private static List<String> names(CompressionResult result) {
        return result.published().version().variants().stream()
                .map(VariantCard::name)
                .toList();
    }

    @Test
    void aModelWithoutBlocksGetsTheVariantsThatNeedNone() throws SessionException {
        CompressionResult result = compress(TinyModel.classifier());

        assertThat(result.notMade())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "pruned-int8",
                        "the graph has no feed-forward layers whose neurons can be removed",
                        "shallow-int8",
                        "the graph has no block that can be dropped: one between two others whose whole input is the"
                                + " output of the one before, which it is not where blocks normalise in front of"
                                + " their layers (pre-LN)",
                        "structured-int8",
                        "the graph has neither heads nor neurons that can be removed",
                        "int8-compact",
                        NO_TABLE,
                        "int4-gptq",
                        NO_TABLE));
        assertThat(names(result)).containsExactly("fp32", "int8-dynamic", "int8-static", "mixed", "int8-weight-only");
    }

    @Test
    void channelsThatDependOnEachOtherCostNoVariant() throws SessionException {
        CompressionResult result = compress(embedder(TinyEncoder.redundant()));

        assertThat(result.notMade()).isEmpty();
        assertThat(result.published().version().variants())
                .hasSize(10)
                .allSatisfy(card -> assertThat(card.fidelity()).as(card.name()).isBetween(0.5, 1.0));
    }

    @Test
    void aModelWhoseAnswersAreNoNumbersIsRefused() {
        assertThatThrownBy(() -> compress(embedder(TinyEncoder.overflowing())))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("answer to a calibration text is")
                .hasMessageContaining("there is nothing to be faithful to");
        assertThat(ModelStore.create(folder.resolve("store")).versions("unfit")).isEmpty();
    }
}
