package dev.vernier.compressor.passes.pruning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Disguise;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.compressor.passes.pruning.Sparsity.Share;
import dev.vernier.compressor.passes.pruning.Sparsity.Share.Scope;
import dev.vernier.compressor.passes.pruning.Sparsity.Threshold;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WeightPruningTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(32, 2);
    private static final Pass SPARSE_GPT = half(Criterion.SPARSE_GPT, 1);

    private static WeightPruning half(Criterion criterion, int steps) {
        return new WeightPruning(criterion, new Share(0.5, criterion.usualScope()), Tile.SINGLE, steps);
    }

    private static double loss(Graph graph) {
        return Divergence.COSINE.mean(TEXTS.outputs(GRAPH), TEXTS.outputs(graph));
    }

    @Test
    void halfOfEachMatrixIsZeroAndKeepsItsName() {
        Pass.Outcome pruned = SPARSE_GPT.apply(GRAPH, TEXTS);

        assertThat(pruned.graph().weights()).containsOnlyKeys(GRAPH.weights().keySet());
        for (Linear layer : Linear.all(pruned.graph())) {
            float[] weights = layer.matrix(pruned.graph()).floats();
            int zeros = 0;
            for (float weight : weights) {
                zeros += weight == 0 ? 1 : 0;
            }
            assertThat(zeros).as(layer.weight()).isGreaterThanOrEqualTo(weights.length / 2);
        }
        // the two matrices of queries were zero before, 1/14 of all
        assertThat(pruned.facts().get("zeros").asDouble()).isBetween(0.53, 0.6);
        assertThat(pruned.facts().get("matrices_pruned").asInt()).isEqualTo(12);
    }

    @Test
    void eachCriterionLosesLessThanTheOneBefore() {
        double random = loss(half(Criterion.RANDOM, 1).apply(GRAPH, TEXTS).graph());
        double magnitude = loss(half(Criterion.MAGNITUDE, 1).apply(GRAPH, TEXTS).graph());
        double wanda = loss(half(Criterion.WANDA, 1).apply(GRAPH, TEXTS).graph());
        double sparseGpt = loss(SPARSE_GPT.apply(GRAPH, TEXTS).graph());

        assertThat(magnitude).isLessThan(random);
        assertThat(wanda).isLessThan(magnitude);
        assertThat(sparseGpt).isLessThan(wanda);
    }

    @Test
    void stepsLookAtWhatTheOnesBeforeHaveLeft() {
        Pass.Outcome once = SPARSE_GPT.apply(GRAPH, TEXTS);
        Pass.Outcome steps = half(Criterion.SPARSE_GPT, 3).apply(GRAPH, TEXTS);

        assertThat(steps.facts().get("zeros").asDouble())
                .isGreaterThanOrEqualTo(once.facts().get("zeros").asDouble());
        assertThat(TEXTS.outputs(steps.graph())[0]).isNotEqualTo(TEXTS.outputs(once.graph())[0]);
    }

    @Test
    void namesAndOrderDecideNothing() {
        long seed = Long.getLong("seed", System.nanoTime());
        Graph disguised = Disguise.of(GRAPH, seed);
        for (Criterion criterion : Criterion.values()) {
            float[][] original =
                    TEXTS.outputs(half(criterion, 1).apply(GRAPH, TEXTS).graph());
            float[][] other =
                    TEXTS.outputs(half(criterion, 1).apply(disguised, TEXTS).graph());
            assertThat(Divergence.COSINE.mean(original, other))
                    .as("-Dseed=" + seed)
                    .isLessThan(1e-9);
        }
    }

    @Test
    void aThresholdIsRelativeToEachMatrix() {
        Graph pruned = new WeightPruning(Criterion.MAGNITUDE, new Threshold(1), Tile.SINGLE, 1)
                .apply(GRAPH, TEXTS)
                .graph();

        // the deviation of -2, -1, 0, 1 and 2 quarters is 0.354, so that only the halves stay
        for (float weight : Objects.requireNonNull(pruned.weight("a.up")).floats()) {
            assertThat(Math.abs(weight)).isIn(0f, 0.5f);
        }
    }

    @Test
    void aMatrixOfSeveralLayersStaysOneAndIsLeftToWhoeverElseReadsIt() {
        Graph graph = TinyEncoder.graph();
        for (Linear layer : Linear.all(graph)) {
            if (layer.weight().equals("b.key")) {
                graph.replace(layer.matMul().withInputs(List.of(layer.input(), "a.key")));
            }
        }
        graph.add(Node.of("ReduceSum", List.of("a.value"), "other"));
        graph.addOutput(new ValueSpec("other", WeightType.FLOAT, List.of()));
        graph.removeDead();

        Graph pruned = SPARSE_GPT.apply(graph, TEXTS).graph();

        assertThat(Linear.all(pruned))
                .extracting(Linear::weight)
                .contains("a.key", "a.value/pruned")
                .doesNotContain("a.value");
        assertThat(Linear.all(pruned).stream().filter(layer -> layer.weight().equals("a.key")))
                .hasSize(2);
        assertThat(pruned.weight("a.value")).isSameAs(graph.weight("a.value"));
    }

    @Test
    void saysWhyThereIsNothingToDo() {
        Graph empty = new Graph("empty", 8, Map.of("", 14), List.of());
        Pass tiny = new WeightPruning(Criterion.MAGNITUDE, new Threshold(0.001), Tile.SINGLE, 1);

        assertThatThrownBy(() -> SPARSE_GPT.apply(empty, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessage("the graph has no MatMul with constant fp32 weights to prune");
        assertThatThrownBy(() -> tiny.apply(GRAPH, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no weight would go: below 0.001 standard deviations");
    }

    @Test
    void refusesWeightsThatAreNoNumbers() {
        Graph graph = TinyEncoder.graph();
        float[] weights = Objects.requireNonNull(graph.weight("a.up")).floats();
        weights[7] = Float.NaN;
        graph.putWeight("a.up", Weight.floats(new long[] {TinyEncoder.WIDTH, TinyEncoder.NEURONS}, weights));

        assertThatThrownBy(() -> half(Criterion.MAGNITUDE, 1).apply(graph, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessage("weight a.up has a value that is no number");
    }

    @Test
    void refusesActivationsThatAreNoNumbers() {
        Graph graph = TinyEncoder.graph();
        Weight table = Objects.requireNonNull(graph.weight("table"));
        float[] values = table.floats();
        Arrays.fill(values, Float.POSITIVE_INFINITY);
        graph.putWeight("table", Weight.floats(table.shape(), values));

        assertThatThrownBy(() -> SPARSE_GPT.apply(graph, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("is no number on the sample texts");
    }

    @Test
    void worksFromASingleText() {
        Graph pruned = SPARSE_GPT.apply(GRAPH, TEXTS.first(1)).graph();

        assertThat(loss(pruned)).isBetween(0.0001, 0.5);
    }

    @Test
    void refusesWhatCannotBeMeantTogether() {
        Share share = new Share(0.5, Scope.MATRIX);
        assertThatThrownBy(() -> new WeightPruning(Criterion.WANDA, new Threshold(1), Tile.SINGLE, 1))
                .hasMessageContaining("needs the criterion magnitude");
        assertThatThrownBy(() ->
                        new WeightPruning(Criterion.WANDA, new Sparsity.Pattern(2, 4), Tile.of("4x4", Tile.Norm.L1), 1))
                .hasMessageContaining("knows no block");
        assertThatThrownBy(() -> new WeightPruning(Criterion.MAGNITUDE, share, Tile.SINGLE, 2))
                .hasMessageContaining("wanda and sparse-gpt");
        assertThatThrownBy(() -> new WeightPruning(Criterion.WANDA, share, Tile.SINGLE, 0))
                .hasMessageContaining("not 0");
    }
}
