package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.corpus.SplitSizes;
import dev.vernier.compressor.corpus.TextFile;
import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.passes.Int8Dynamic;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.SessionException;
import dev.vernier.store.VariantCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompressionTest {
    private static final Recipe INT8 = Recipe.of("int8-dynamic", new Int8Dynamic());

    @TempDir
    Path folder;

    private static CompressionPlan plan(int threads, Gate gate, Recipe... recipes) {
        return new CompressionPlan(List.of(recipes), new SplitSizes(300, 40, 160), 4, 3, threads, new Goal(gate, null));
    }

    private ModelStore store(String name) {
        return ModelStore.create(folder.resolve(name));
    }

    private CompressionResult compress(ModelStore store, CompressionPlan plan) throws SessionException {
        return Compression.run(
                TinyModel.classifier(),
                store,
                plan,
                new Unfinished(folder.resolve("unfinished"), false),
                SilentProgress.bar());
    }

    private static List<String> digests(ModelVersion version) {
        return version.variants().stream().map(VariantCard::digest).toList();
    }

    @Test
    void publishesEveryVariantWithWhatItIsWorth() throws SessionException, IOException {
        ModelStore store = store("store");
        MeasuredVersion published =
                compress(store, plan(2, Gate.DEFAULT, Recipe.REFERENCE, INT8)).published();
        ModelVersion version = store.find("tiny", "").orElseThrow();
        assertThat(digests(version)).isEqualTo(digests(published.version()));
        assertThat(version.accepted()).extracting(VariantCard::name).containsExactly("fp32", "int8-dynamic");
        assertThat(version.reference().fidelity()).isEqualTo(1);
        assertThat(Objects.requireNonNull(version.reference().measures().get("accuracy"))
                        .value())
                .isGreaterThan(0.6);
        VariantCard int8 = version.variants().get(1);
        assertThat(int8.fidelity()).isGreaterThan(0.9);
        assertThat(int8.batchInvariant()).isFalse();
        assertThat(int8.measures())
                .containsKeys(
                        "cosine",
                        "cosine_p05",
                        "top10_overlap",
                        "disagreement",
                        "accuracy",
                        "accuracy_delta",
                        "fidelity_perturbed",
                        "size_ratio",
                        "parameter_ratio");
        assertThat(TextFile.read(store.blob(Objects.requireNonNull(version.evaluation()))))
                .hasSize(160);
    }

    @Test
    void theSameInputGivesTheSameCardsWithAnyNumberOfThreads() throws SessionException {
        ModelVersion one = compress(store("one"), plan(1, Gate.DEFAULT, Recipe.REFERENCE, INT8))
                .published()
                .version();
        ModelVersion three = compress(store("three"), plan(3, Gate.DEFAULT, Recipe.REFERENCE, INT8))
                .published()
                .version();
        assertThat(digests(three)).isEqualTo(digests(one));
    }

    @Test
    void aVariantThatFailsTheGateIsKeptAndMarked() throws SessionException {
        ModelStore store = store("store");
        MeasuredVersion published = compress(store, plan(2, new Gate(1, 0.9999), Recipe.REFERENCE, INT8))
                .published();
        assertThat(published.version().accepted()).extracting(VariantCard::name).containsExactly("fp32");
        VariantCard rejected = published.version().variants().get(1);
        assertThat(rejected.gate()).startsWith("fidelity 0.9").endsWith("(1 - disagreement) < 1.00");
        assertThat(store.blob(rejected.artefacts().get(0).digest())).exists();
        StringWriter table = new StringWriter();
        ResultTable.print(published, new PrintWriter(table));
        assertThat(table.toString()).contains("fp32 ", " accepted\n", "rejected: fidelity 0.9");
    }

    @Test
    void aPassThatFailsLeavesTheStoreAsItWas() throws SessionException {
        ModelStore store = store("store");
        ModelVersion before = compress(store, plan(2, Gate.DEFAULT, Recipe.REFERENCE))
                .published()
                .version();
        Recipe recipe = Recipe.of("broken", new InapplicablePass());
        assertThatThrownBy(() -> compress(store, plan(2, Gate.DEFAULT, Recipe.REFERENCE, recipe)))
                .isInstanceOf(GraphException.class)
                .hasMessage("broken: no such layer");
        assertThat(store.versions("tiny")).containsExactly("1");
        assertThat(digests(store.find("tiny", "").orElseThrow())).isEqualTo(digests(before));
        assertThat(folder.resolve("store/staging")).isEmptyDirectory();
    }

    @Test
    void measuringAgainGivesTheFiguresOfTheCards() throws SessionException, IOException {
        ModelStore store = store("store");
        CompressionPlan plan = plan(2, Gate.DEFAULT, Recipe.REFERENCE, INT8);
        ModelVersion version = compress(store, plan).published().version();
        MeasuredVersion again = new Reevaluation(store, version).run(plan, SilentProgress.bar());
        for (int i = 0; i < 2; i++) {
            VariantCard card = version.variants().get(i);
            assertThat(again.variants().get(i).fidelity()).isEqualTo(card.fidelity());
            assertThat(again.variants().get(i).measures()).containsAllEntriesOf(card.measures());
        }
    }

    @Test
    void aVariantThatAModelGivesNoOccasionForIsLeftOutAndTold() throws SessionException {
        ModelStore store = store("store");
        Recipe optional = new Recipe("inapplicable", List.of(new InapplicablePass()), "", true);
        CompressionResult result = compress(store, plan(2, Gate.DEFAULT, Recipe.REFERENCE, optional, INT8));
        assertThat(result.notMade()).containsExactly(Map.entry("inapplicable", "no such layer"));
        assertThat(result.published().version().variants())
                .extracting(VariantCard::name)
                .containsExactly("fp32", "int8-dynamic");
        assertThatThrownBy(() -> compress(store, plan(2, Gate.DEFAULT, Recipe.REFERENCE, optional)))
                .isInstanceOf(GraphException.class)
                .hasMessage("no variant can be made: {inapplicable=no such layer}");
    }

    /** It is right but slow, which is nobody's wish, also where a variant may be left out. */
    @Test
    void aVariantWhoseFusionsDidNotHappenFailsTheCompression() throws SessionException {
        ModelStore store = store("store");
        Recipe optional = new Recipe("slow", List.of(new UnfusablePass()), "", true);
        assertThatThrownBy(() -> compress(store, plan(2, Gate.DEFAULT, Recipe.REFERENCE, INT8, optional)))
                .isInstanceOf(GraphException.class)
                .hasMessage(
                        "slow: ONNX Runtime did not fuse 1 of the quantised operators: MatMulInteger product/MatMulInteger");
        assertThat(store.versions("tiny")).isEmpty();
    }

    /** What comes between a product of integers and its scales is not what the fusion looks for. */
    private static final class UnfusablePass implements Pass {
        @Override
        public String name() {
            return "unfusable";
        }

        @Override
        public Outcome apply(Graph graph, Calibration calibration) {
            Outcome outcome = new Int8Dynamic().apply(graph, calibration);
            Graph integers = outcome.graph();
            Node cast = integers.nodes().stream()
                    .filter(node -> node.is("Cast")
                            && Objects.requireNonNull(integers.producer(node.input(0)))
                                    .is("MatMulInteger"))
                    .findFirst()
                    .orElseThrow();
            integers.replaceUses(cast.output(), "between");
            integers.add(Node.of("Tanh", List.of(cast.output()), "between"));
            integers.sort();
            return outcome;
        }
    }

    /** Finds nothing to do in any graph. */
    private static final class InapplicablePass implements Pass {
        @Override
        public String name() {
            return "inapplicable";
        }

        @Override
        public Outcome apply(Graph graph, Calibration calibration) {
            throw new GraphException("no such layer");
        }
    }
}
