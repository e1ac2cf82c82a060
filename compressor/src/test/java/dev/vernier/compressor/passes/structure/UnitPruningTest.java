package dev.vernier.compressor.passes.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.compressor.passes.structure.UnitPruning.Scope;
import dev.vernier.compressor.passes.structure.UnitPruning.Selection;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitPruningTest {
    private static final int GROUP = TinyEncoder.NEURONS / 4;
    private static final Calibration TEXTS = TinyEncoder.texts(32, 2);

    /** What the neurons of the four groups say of every token, and the weights with which they add to the output. */
    private static final float[] VALUES = {1, 2, 3, 4};

    private static final float[] WEIGHTS = {4, 1, 2, 3};

    /** Of four heads one goes, with its eight columns, its eight rows and its place in the shapes. */
    @Test
    void aHeadGoesWithEverythingThatBelongsToIt() {
        Pass.Outcome pruned = UnitPruning.heads(0.25, Selection.DEFAULT).apply(TinyEncoder.graph(4), TEXTS);

        Graph graph = pruned.graph();
        assertThat(pruned.facts().get("kept").toString()).isEqualTo("[3,3]");
        assertThat(weight(graph, "a.query/pruned").shape()).containsExactly(32, 24);
        assertThat(weight(graph, "a.key/pruned").shape()).containsExactly(32, 24);
        assertThat(weight(graph, "a.key.bias/pruned").shape()).containsExactly(24);
        assertThat(weight(graph, "a.value/pruned").shape()).containsExactly(32, 24);
        assertThat(weight(graph, "a.output/pruned").shape()).containsExactly(24, 32);
        assertThat(weight(graph, "a.q.shape/pruned").longs()).containsExactly(0, 0, 3, 8);
        assertThat(weight(graph, "a.context.shape/pruned").longs()).containsExactly(0, 0, 24);
        assertThat(graph.weights()).doesNotContainKey("a.value");
    }

    @ParameterizedTest
    @CsvSource({"OBS", "RANDOM", "LOSS"})
    void withoutReconstructionAnswersAreThoseOfTheMaskedGraph(UnitCriterion criterion) {
        Graph original = TinyEncoder.graph(4);
        Graph pruned = UnitPruning.heads(0.25, new Selection(criterion, Scope.LAYER, false))
                .apply(original, TEXTS)
                .graph();

        Graph masked = original.copy();
        for (String block : new String[] {"a", "b"}) {
            float[] kept = weight(pruned, block + ".output/pruned").floats();
            masked.putWeight(block + ".output", withZeros(weight(original, block + ".output"), kept));
        }

        assertThat(Divergence.COSINE.mean(TEXTS.outputs(masked), TEXTS.outputs(pruned)))
                .isCloseTo(0, within(1e-6));
    }

    /**
     * Squares of weights: 16, 1, 4, 9; with those of the values, which are biases, they keep that order. What a group adds: 4, 2,
     * 6, 12. Its values: 1, 2, 3, 4.
     */
    @ParameterizedTest
    @CsvSource({
        "MAGNITUDE, 1",
        "MAGNITUDE_L1, 1",
        "GROUP, 1",
        "OUTPUT_EFFECT, 1",
        "DEPTH, 1",
        "RESIDUAL, 1",
        "LOSS, 1",
        "MEAN_ACTIVATION, 0",
        "MAX_ACTIVATION, 0"
    })
    void theGroupThatACriterionNeedsLeastGoesFirst(UnitCriterion criterion, int gone) {
        Graph pruned = prunedGroups(criterion, Scope.LAYER, 0.25).graph();

        for (String block : new String[] {"a", "b"}) {
            assertThat(weight(pruned, block + ".up.bias/pruned").floats())
                    .hasSize(48)
                    .doesNotContain(VALUES[gone]);
        }
    }

    /** The second to go is the second in order: 2 by the weights, 0 by what is added, 1 by the values. */
    @ParameterizedTest
    @CsvSource({"MAGNITUDE, 1, 2", "OUTPUT_EFFECT, 0, 1", "LOSS, 0, 1", "MEAN_ACTIVATION, 0, 1"})
    void halfOfTheGroupsAreTheTwoThatAreNeededLeast(UnitCriterion criterion, int one, int other) {
        float[] left = weight(prunedGroups(criterion, Scope.LAYER, 0.5).graph(), "a.up.bias/pruned")
                .floats();

        assertThat(left).hasSize(32).doesNotContain(VALUES[one], VALUES[other]);
    }

    /** Shares of what is added: 16, 4, 36 and 144 of 200; in the second of two layers they count half: 4/400 < 4/200 < 16/400. */
    @Test
    void overTheWholeModelAnEarlyLayerKeepsMore() {
        assertThat(prunedGroups(UnitCriterion.DEPTH, Scope.MODEL, 3 / 8.0)
                        .facts()
                        .get("kept")
                        .toString())
                .isEqualTo("[3,2]");
    }

    @Test
    void aLayerKeepsItsLastUnit() {
        assertThat(prunedGroups(UnitCriterion.DEPTH, Scope.MODEL, 0.99)
                        .facts()
                        .get("kept")
                        .toString())
                .isEqualTo("[1,1]");
    }

    /**
     * All neurons are constant, so the others and the bias share the 32 that a group of 2 times 1 added, by their own squares: the bias
     * takes 32 / (16 (1 + 9 + 16) + 1 + r), with r = .01 (16 (1 + 4 + 9 + 16) + 1) / 65.
     */
    @Test
    void aProjectionWithoutABiasGainsOne() {
        Graph graph = constantNeurons();
        graph.remove(Objects.requireNonNull(graph.producer("a.down.sum")));
        graph.replaceUses("a.down.sum", "a.down.product");
        graph.sort();

        Graph pruned = UnitPruning.neurons(0.25, GROUP, Selection.DEFAULT)
                .apply(graph, TEXTS)
                .graph();

        Node sum = Objects.requireNonNull(pruned.producer("a.down.product"));
        assertThat(sum.op()).isEqualTo("Add");
        assertThat(weight(pruned, sum.input(1)).floats())
                .hasSize(32)
                .satisfies(bias -> assertThat(bias[0]).isCloseTo(0.076725f, within(1e-6f)));
        assertThat(Divergence.COSINE.mean(TEXTS.outputs(graph), TEXTS.outputs(pruned)))
                .isLessThan(1e-6);
    }

    @Test
    void aGraphWithoutSuchUnitsIsToldWhy() {
        Pass heads = UnitPruning.heads(0.25, Selection.DEFAULT);
        Pass wideGroups = UnitPruning.neurons(0.25, 48, Selection.DEFAULT);

        assertThatThrownBy(() -> heads.apply(TinyEncoder.graph(), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no attention whose heads can be removed");
        assertThatThrownBy(() -> wideGroups.apply(TinyEncoder.graph(), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no feed-forward layers whose neurons can be removed");
    }

    @Test
    void whatIsNotFiniteIsToldApartFromWhatIsAlwaysZero() {
        Graph graph = constantNeurons();
        graph.putWeight("a.up.bias", constants(Float.NaN, Float.NaN, 1, 1));
        Pass pass = UnitPruning.neurons(0.25, GROUP, Selection.DEFAULT);

        assertThatThrownBy(() -> pass.apply(graph, TEXTS)).hasMessageContaining("not finite");
        graph.putWeight("a.up.bias", constants(-1, -1, -1, -1));
        assertThatThrownBy(() -> pass.apply(graph, TEXTS)).hasMessageContaining("all 0");
    }

    @Test
    void refusesAShareThatLeavesNothingOrEverything() {
        assertThatThrownBy(() -> UnitPruning.heads(1, Selection.DEFAULT))
                .hasMessage("the share of heads to remove must be in (0,1), not 1.0");
        assertThatThrownBy(() -> UnitPruning.neurons(0.25, 0, Selection.DEFAULT))
                .hasMessageContaining("at least one neuron");
    }

    private static Pass.Outcome prunedGroups(UnitCriterion criterion, Scope scope, double share) {
        return UnitPruning.neurons(share, GROUP, new Selection(criterion, scope, false))
                .apply(constantNeurons(), TEXTS);
    }

    /** All neurons of a group say the same of every token, {@link #VALUES}. */
    private static Graph constantNeurons() {
        Graph graph = TinyEncoder.graph();
        for (Linear layer : Linear.all(graph)) {
            if (layer.weight().endsWith(".up")) {
                graph.putWeight(
                        layer.weight(), Weight.floats(layer.matrix(graph).shape(), new float[32 * 64]));
                graph.putWeight(layer.weight() + ".bias", constants(VALUES));
            } else if (layer.weight().endsWith(".down")) {
                float[] rows = new float[64 * 32];
                for (int i = 0; i < rows.length; i++) {
                    rows[i] = WEIGHTS[i / 32 / GROUP];
                }
                graph.putWeight(
                        layer.weight(), Weight.floats(layer.matrix(graph).shape(), rows));
            }
        }
        return graph;
    }

    private static Weight constants(float... values) {
        float[] all = new float[TinyEncoder.NEURONS];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i / GROUP];
        }
        return Weight.floats(new long[] {all.length}, all);
    }

    /** The matrix with zeros in the eight rows that are missing from {@code kept}. */
    private static Weight withZeros(Weight matrix, float[] kept) {
        float[] all = matrix.floats();
        int head = 8 * 32;
        int at = 0;
        for (int from = 0; from < all.length; from += head) {
            if (at < kept.length && Arrays.equals(all, from, from + head, kept, at, at + head)) {
                at += head;
            } else {
                Arrays.fill(all, from, from + head, 0);
            }
        }
        assertThat(at).isEqualTo(kept.length);
        return Weight.floats(matrix.shape(), all);
    }

    private static Weight weight(Graph graph, String name) {
        return Objects.requireNonNull(
                graph.weight(name), () -> name + " of " + graph.weights().keySet());
    }
}
