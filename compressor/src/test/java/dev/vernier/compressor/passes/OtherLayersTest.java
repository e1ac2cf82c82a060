package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.BlockMatcher;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.graph.LeftInFp32;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.Weight;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Graphs without linear layers, run by ONNX Runtime in fp32 and quantised. */
class OtherLayersTest {
    private static final Calibration TEXTS = TinyEncoder.texts(48, 2);
    private static final Pass DYNAMIC = new Int8Dynamic();
    private static final Pass STATIC = new Int8Static();
    private static final Pass WEIGHTS = new WeightOnly(new BlockFormat(4, 16, false), Rounding.GPTQ);

    private static double loss(Graph original, Graph quantized) {
        return Divergence.COSINE.mean(TEXTS.outputs(original), TEXTS.outputs(quantized));
    }

    @Test
    void scalesEachOutputChannelOfAnyTensor() {
        Weight tensor = Weight.floats(new long[] {1, 2, 2}, 127, -1, 0.25f, -0.5f);

        Int8Matrix rows = Int8Matrix.ofRows("w", tensor, 2);

        assertThat(rows.values().bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {127, -1, 64, -127}));
        assertThat(rows.scales().shape()).containsExactly(1, 2, 1);
        assertThat(rows.scales().floats()).containsExactly(1, 0.5f / 127);
    }

    @Test
    void anLstmIsQuantisedWithAKernelOfItsOwn() {
        Graph original = OtherGraphs.recurrent("LSTM", 4);
        Pass.Outcome outcome = DYNAMIC.apply(original, TEXTS);

        assertThat(outcome.facts().toString())
                .isEqualTo("{\"matmuls_quantized\":0,\"lstms_quantized\":1,\"others_stored\":0}");
        assertThat(Fusions.check(outcome.graph())).containsEntry("DynamicQuantizeLSTM", 1);
        assertThat(loss(original, outcome.graph())).isBetween(1e-7, 1e-3);
    }

    @ParameterizedTest
    @CsvSource({"LSTM, 4", "GRU, 3", "RNN, 1"})
    void recurrentWeightsAreFp32AgainWhenTheRuntimeHasLoadedThem(String op, int gates) {
        Graph original = OtherGraphs.recurrent(op, gates);
        Graph stored = WEIGHTS.apply(original, TEXTS).graph();

        Map<String, Integer> operators = Fusions.check(stored);
        assertThat(operators).containsEntry(op, 1).doesNotContainKey("DequantizeLinear");
        assertThat(operators.getOrDefault("Cast", 0))
                .isEqualTo(Fusions.check(original).getOrDefault("Cast", 0));
        int saved = 2 * 2 * gates * OtherGraphs.WIDTH * (3 * OtherGraphs.WIDTH - 4);
        assertThat(OnnxWriter.bytes(original).length - OnnxWriter.bytes(stored).length)
                .isBetween(saved - 1000, saved);
        assertThat(loss(original, stored)).isBetween(1e-8, 1e-4);
    }

    @Test
    void aConvolutionIsStoredOrFoldedIntoIntegersWithItsBias() {
        Graph original = OtherGraphs.convolution();
        Graph stored = DYNAMIC.apply(original, TEXTS).graph();
        Graph integers = STATIC.apply(original, TEXTS).graph();

        assertThat(Fusions.check(stored)).containsEntry("FusedConv", 1);
        assertThat(loss(original, stored)).isBetween(1e-8, 1e-4);
        assertThat(Fusions.check(integers)).containsEntry("QLinearConv", 1).doesNotContainKey("FusedConv");
        assertThat(loss(original, integers)).isBetween(1e-7, 1e-3);
    }

    @Test
    void theLinearLayersOfACausalDecoderAreFound() {
        Graph original = OtherGraphs.decoder();

        assertThat(BlockMatcher.match(original))
                .hasSize(1)
                .allSatisfy(block -> assertThat(block.feedForward()).isNotNull());
        assertThat(Fusions.check(STATIC.apply(original, TEXTS).graph())).containsEntry("MatMulIntegerToFloat", 6);
        assertThat(Fusions.check(WEIGHTS.apply(original, TEXTS).graph())).containsEntry("MatMulNBits", 6);
    }

    @Test
    void whatIsLeftInFp32IsNamedWithItsReason() {
        Graph lstm = OtherGraphs.recurrent("LSTM", 4);

        assertThat(LeftInFp32.in(lstm))
                .containsExactly(
                        new LeftInFp32(
                                "table",
                                "[256, 32]",
                                32768,
                                "Gather embedded",
                                "a table: the pass embeddings makes it smaller"),
                        new LeftInFp32(
                                "input",
                                "[2, 128, 32]",
                                32768,
                                "LSTM states",
                                "a layer that no pass has quantised: int8-dynamic and weight-only do"),
                        new LeftInFp32(
                                "recurrent",
                                "[2, 128, 32]",
                                32768,
                                "LSTM states",
                                "a layer that no pass has quantised: int8-dynamic and weight-only do"));
        assertThat(LeftInFp32.in(DYNAMIC.apply(lstm, TEXTS).graph()))
                .extracting(LeftInFp32::weight)
                .containsExactly("table");
    }

    @Test
    void nothingToQuantiseIsAnErrorThatSaysWhatIsLookedFor() {
        Graph graph = OtherGraphs.recurrent("LSTM", 4);

        assertThatThrownBy(() -> STATIC.apply(graph, TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessage("the graph has no MatMul and no Conv with constant fp32 weights to quantise");
        assertThat(new ChannelScaling().apply(graph, TEXTS).graph().nodes()).isEqualTo(graph.nodes());
    }
}
