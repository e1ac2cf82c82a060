package dev.vernier.compressor.passes.structure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.Search;
import dev.vernier.compressor.passes.TinyEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two blocks of four heads and 64 neurons; a block's layers multiply 4 * 32 * 32 + 2 * 32 * 64 = 8,192 times a token. */
class StructuredPruningTest {
    private static final Graph GRAPH = TinyEncoder.graph(4);
    private static final Calibration TEXTS = TinyEncoder.texts(32, 2);

    @Test
    void savesWhatWasAskedForAndTellsWhatEachSearchFound() {
        JsonNode facts =
                new StructuredPruning(1.25, Search.BEST).apply(GRAPH, TEXTS).facts();

        assertThat(facts.get("multiplications_before").asLong()).isEqualTo(16384);
        // 16,384 / 1.25
        assertThat(facts.get("multiplications").asLong()).isLessThanOrEqualTo(13107);
        assertThat(facts.get("searches"))
                .extracting(one -> one.get("search").asText())
                .containsExactly("greedy", "knapsack", "evolutionary");
        assertThat(facts.get("searches"))
                .allSatisfy(
                        one -> assertThat(one.get("multiplications").asLong()).isLessThanOrEqualTo(13107))
                // 3 levels of each attention and of each feed-forward layer, a bridge, and all together
                .allSatisfy(one -> assertThat(one.get("measurements").asInt()).isEqualTo(14));
    }

    /** A session over inputs in the place of weights says of each option what the graph that is made of it says. */
    @Test
    void aTrialAnswersAsTheGraphThatItStandsFor() {
        UnitLayers units = new UnitLayers(GRAPH, UnitLayer.neurons(GRAPH, 1), TEXTS);
        List<Stretch> stretches = Stretch.all(GRAPH);
        Divergence metric = Divergence.of(GRAPH);
        float[][] reference = TEXTS.outputs(GRAPH);
        List<Integer> gone = List.of(0, 32);
        Graph half = units.keeping(units.kept(UnitCriterion.OBS.order(units, gone), gone), true);
        Graph bridged = stretches.get(0).bridged(GRAPH, TEXTS);

        try (Trials trials = Trials.open(units, stretches, TEXTS)) {
            assertThat(trials.levels(1)).extracting(Trials.Level::kept).containsExactly(64, 48, 32, 16);
            assertThat(trials.divergence(List.of())).isCloseTo(0, within(1e-7));
            assertThat(trials.divergence(List.of(new Option(Map.of(1, 2), Set.of(), 0, 0))))
                    .isGreaterThan(1e-4)
                    .isCloseTo(metric.mean(reference, TEXTS.outputs(half)), within(1e-6));
            assertThat(trials.divergence(List.of(new Option(Map.of(), Set.of(0), 0, 0))))
                    .isGreaterThan(1e-4)
                    .isCloseTo(metric.mean(reference, TEXTS.outputs(bridged)), within(1e-6));
        }
    }

    /** The first block goes where three of its quarters would have to: 8,192 less the 1,024 of the bridge. */
    @Test
    void anOptionSavesTheMultiplicationsThatItTakesOut() {
        List<UnitLayer> layers = new ArrayList<>(UnitLayer.heads(GRAPH));
        layers.addAll(UnitLayer.neurons(GRAPH, 1));
        UnitLayers units = new UnitLayers(GRAPH, layers, TEXTS);

        try (Trials trials = Trials.open(units, Stretch.all(GRAPH), TEXTS)) {
            List<List<Option>> parts =
                    Options.measured(units, Stretch.all(GRAPH), trials).parts();

            // four levels of heads times four of neurons, and the bridge; then the last block's layers
            assertThat(parts).extracting(List::size).containsExactly(17, 4, 4);
            assertThat(parts.get(0).get(16).bridges()).containsExactly(0);
            assertThat(parts.get(0).get(16).saved()).isEqualTo(7168);
            assertThat(IntStream.range(0, 4).mapToLong(i -> parts.get(1).get(i).saved()))
                    .containsExactly(0L, 1024L, 2048L, 3072L);
        }
    }

    @Test
    void givesTheSameBytesOnAnyNumberOfThreads() {
        Pass pass = new StructuredPruning(1.5, Search.KNAPSACK);

        byte[] one =
                OnnxWriter.bytes(pass.apply(GRAPH, TinyEncoder.texts(32, 1)).graph());
        byte[] two = OnnxWriter.bytes(pass.apply(GRAPH, TEXTS).graph());

        assertThat(two).isEqualTo(one);
    }

    @Test
    void saysHowFarItCouldGo() {
        Pass pass = new StructuredPruning(40, Search.GREEDY);

        assertThatThrownBy(() -> pass.apply(GRAPH, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageMatching(
                        "not so many multiplications can be saved: .* a speed-up of \\d\\.\\d\\d, not 40.0");
        assertThatThrownBy(() -> new StructuredPruning(1, Search.GREEDY)).hasMessageContaining("must be above 1");
    }
}
