package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.Node;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.Weight;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BiasCorrectionTest {
    private static final Graph GRAPH = TinyEncoder.graph();
    private static final Calibration TEXTS = TinyEncoder.texts(48, 2).towards(GRAPH);

    /** Each value of the first block is 0.5 too high: its bias goes down by that, and next to nothing else has to change. */
    @Test
    void givesBackWhatALayerLacksInTheMean() {
        Graph variant = GRAPH.copy();
        float[] bias = floats(GRAPH, "a.value.bias");
        float[] higher = bias.clone();
        for (int i = 0; i < higher.length; i++) {
            higher[i] += 0.5f;
        }
        variant.putWeight("a.value.bias", Weight.floats(new long[] {bias.length}, higher));

        Pass.Outcome outcome = new BiasCorrection().apply(variant, TEXTS);

        assertThat(floats(outcome.graph(), "a.value.bias/corrected")).containsExactly(bias, within(1e-6f));
        assertThat(outcome.facts().get("divergence_after").asDouble())
                .isLessThan(outcome.facts().get("divergence_before").asDouble() / 1e6);
    }

    @Test
    void givesALayerWithoutABiasOne() {
        Graph variant = GRAPH.copy();
        variant.remove(Objects.requireNonNull(variant.producer("b.down.product")));
        variant.replace(Node.of("MatMul", List.of("b.active", "b.down"), "b.down.sum"));

        Graph corrected = new BiasCorrection().apply(variant, TEXTS).graph();

        Node add = Objects.requireNonNull(corrected.producer("b.down.sum"));
        assertThat(add.op()).isEqualTo("Add");
        assertThat(add.inputs()).containsExactly("b.down.sum/uncorrected", "b.down.sum/bias/corrected");
        assertThat(floats(corrected, "b.down.sum/bias/corrected"))
                .containsExactly(floats(GRAPH, "b.down.bias"), within(1e-5f));
    }

    @Test
    void findsThePlaceOfTheBiasInEachFormat() {
        Graph integers = new Int8Static().apply(GRAPH, TEXTS).graph();
        Graph blocks = new WeightOnly(new BlockFormat(4, 16, true), Rounding.NEAREST)
                .apply(GRAPH, TEXTS)
                .graph();

        assertThat(inputsAfterAdding(integers, "a.up.sum")).hasSize(7).endsWith("", "a.up.bias/corrected");
        assertThat(inputsAfterAdding(integers, "a.q")).hasSize(7).endsWith("", "a.q/bias/corrected");
        assertThat(Fusions.check(integers)).containsEntry("MatMulIntegerToFloat", 12);
        assertThat(inputsAfterAdding(blocks, "a.q"))
                .containsExactly("embedded", "a.query/4bit", "a.query/4bit_scale", "", "", "a.q/bias/corrected");
        assertThat(LayerBias.of(integers, "a.active")).isEmpty();
    }

    @Test
    void neverMovesTheAnswersAway() {
        Graph variant = new Codebook(Codebook.Form.TABLE, 2).apply(GRAPH, TEXTS).graph();

        Pass.Outcome outcome = new BiasCorrection().apply(variant, TEXTS.first(32));

        assertThat(outcome.facts().get("divergence_after").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(outcome.facts().get("divergence_before").asDouble());
    }

    /** Values of the first block that channel scaling has divided are no longer those of the reference, and not to be moved there. */
    @Test
    void leavesAloneWhatIsMeantToBeDifferent() {
        Graph graph = GRAPH.copy();
        graph.putWeight("a.value", Weight.floats(new long[] {32, 32}, firstColumn(floats(GRAPH, "a.value"), 100)));
        float[] output = floats(GRAPH, "a.output");
        for (int i = 0; i < TinyEncoder.WIDTH; i++) {
            output[i] /= 100;
        }
        graph.putWeight("a.output", Weight.floats(new long[] {32, 32}, output));
        Pass.Outcome scaled = new ChannelScaling().apply(graph, TEXTS);
        assertThat(scaled.facts().get("activations").toString()).contains("folded");

        Pass.Outcome outcome = new BiasCorrection().apply(scaled.graph(), TEXTS.towards(graph));

        assertThat(outcome.facts().get("biases").asInt()).isLessThan(12);
        assertThat(outcome.facts().get("divergence_after").asDouble()).isLessThan(1e-9);
    }

    @Test
    void givesTheSameBytesOnAnyNumberOfThreads() {
        Graph variant = new Int8Static().apply(GRAPH, TEXTS).graph();
        byte[] one = OnnxWriter.bytes(new BiasCorrection()
                .apply(variant, TinyEncoder.texts(48, 1).towards(GRAPH))
                .graph());
        byte[] two = OnnxWriter.bytes(new BiasCorrection().apply(variant, TEXTS).graph());

        assertThat(two).isEqualTo(one);
    }

    @Test
    void needsLayersThatTheReferenceHas() {
        assertThatThrownBy(() -> new BiasCorrection().apply(OtherGraphs.convolution(), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("no linear layer makes what one of the reference's makes");
    }

    private static float[] firstColumn(float[] matrix, float factor) {
        for (int i = 0; i < matrix.length; i += TinyEncoder.WIDTH) {
            matrix[i] *= factor;
        }
        return matrix;
    }

    private static float[] floats(Graph graph, String name) {
        return Objects.requireNonNull(graph.weight(name), name).floats();
    }

    private static List<String> inputsAfterAdding(Graph graph, String output) {
        LayerBias bias = LayerBias.of(graph, output).orElseThrow();
        bias.add(graph, new double[bias.width()]);
        return Objects.requireNonNull(graph.producer(output), output).inputs();
    }
}
