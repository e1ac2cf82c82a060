package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class WeightOnlyTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(32, 2);
    private static final Graph EMPTY =
            new Graph("empty", 8, Map.of("", 14), List.of(new ValueSpec("input_ids", WeightType.INT64, List.of())));

    @Test
    void takesTheBiasIntoTheSameOperator() {
        Graph quantized = new WeightOnly(new BlockFormat(4, 16, false), Rounding.GPTQ)
                .apply(GRAPH, TEXTS)
                .graph();

        Node up = Objects.requireNonNull(quantized.producer("a.up.sum"));
        assertThat(up.op()).isEqualTo("MatMulNBits");
        assertThat(up.inputs())
                .containsExactly(
                        "a.between", "a.up/4bit", "a.up/4bit_scale", "a.up/4bit_zero", "", "a.up.bias/corrected");
        assertThat(up.intAttribute("K", 0)).isEqualTo(TinyEncoder.WIDTH);
        assertThat(up.intAttribute("N", 0)).isEqualTo(TinyEncoder.NEURONS);
        assertThat(quantized.weights()).doesNotContainKeys("a.up", "a.up.bias");
        assertThat(Fusions.check(quantized)).containsEntry("MatMulNBits", 12);
    }

    /** The first neuron of {@code a.up} is a hundred times what it was, and the weights that read it a hundredth. */
    @Test
    void dividesChannelsThatSpoilTheRoundingOfOthers() {
        Graph graph = GRAPH.copy();
        graph.putWeight("a.up", scaled("a.up", at -> at % TinyEncoder.NEURONS == 0 ? 100 : 1));
        graph.putWeight("a.up.bias", scaled("a.up.bias", at -> at == 0 ? 100 : 1));
        graph.putWeight("a.down", scaled("a.down", at -> at < TinyEncoder.WIDTH ? 0.01f : 1));
        BlockFormat format = new BlockFormat(4, 16, true);

        Pass.Outcome plain = new WeightOnly(format, Rounding.NEAREST).apply(graph, TEXTS);
        Pass.Outcome scaled = new WeightOnly(format, Rounding.NEAREST, WeightOnly.Scaling.AWQ).apply(graph, TEXTS);

        JsonNode activation = StreamSupport.stream(
                        scaled.facts().get("activations").spliterator(), false)
                .filter(facts -> facts.get("tensor").asText().equals("a.active"))
                .findFirst()
                .orElseThrow();
        assertThat(activation.get("form").asText()).isEqualTo("multiplied");
        assertThat(activation.get("error_after").asDouble())
                .isLessThan(activation.get("error_before").asDouble() / 2);
        Node down = Objects.requireNonNull(scaled.graph().producer("a.down.sum"));
        assertThat(down.inputs()).startsWith("a.active/divided", "a.down/scaled/4bit");
        assertThat(Objects.requireNonNull(scaled.graph().producer("a.active/divided"))
                        .inputs())
                .containsExactly("a.active", "a.active/channel_factors");
        assertThat(loss(scaled.graph())).isLessThan(loss(plain.graph()));
    }

    /** Weights are multiples of a quarter between -0.5 and 0.5: steps of 1/8 hold them, up to the half that is one too many. */
    @Test
    void losesNothingWhereTheStepsHoldTheWeights() {
        Graph quantized = new WeightOnly(new BlockFormat(8, 32, false), Rounding.NEAREST)
                .apply(GRAPH, TEXTS)
                .graph();

        assertThat(loss(quantized)).isLessThan(1e-4);
    }

    @Test
    void looksRowsUpInATableOfBlocks() {
        Pass.Outcome outcome = new BlockEmbeddings(new BlockFormat(4, 128, false)).apply(GRAPH, TEXTS);

        Node look = Objects.requireNonNull(outcome.graph().producer("embedded"));
        assertThat(look.op()).isEqualTo("GatherBlockQuantized");
        assertThat(look.inputs()).containsExactly("table/4bit", "input_ids", "table/4bit_scale", "table/4bit_zero");
        assertThat(outcome.facts().get("tables").get(0).toString()).isEqualTo("{\"table\":\"table\",\"block\":16}");
        assertThat(outcome.graph().weights()).doesNotContainKey("table");
        assertThat(loss(outcome.graph())).isLessThan(0.01);
    }

    @Test
    void refusesAGraphWithoutLayersOrTables() {
        assertThatThrownBy(() -> new WeightOnly(new BlockFormat(8, 32, true), Rounding.NEAREST).apply(EMPTY, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no MatMul");
        assertThatThrownBy(() -> new BlockEmbeddings(new BlockFormat(8, 32, true)).apply(EMPTY, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("table of at least 256 rows");
    }

    private static Weight scaled(String name, IntToDoubleFunction factors) {
        Weight weight = Objects.requireNonNull(GRAPH.weight(name));
        float[] values = weight.floats();
        for (int at = 0; at < values.length; at++) {
            values[at] *= (float) factors.applyAsDouble(at);
        }
        return Weight.floats(weight.shape(), values);
    }

    private static double loss(Graph graph) {
        return Divergence.COSINE.mean(TEXTS.outputs(GRAPH), TEXTS.outputs(graph));
    }
}
