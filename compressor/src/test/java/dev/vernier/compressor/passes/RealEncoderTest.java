package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Disguise;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Linear;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.passes.lowrank.LowRank;
import dev.vernier.compressor.passes.lowrank.Size;
import dev.vernier.compressor.passes.structure.LayerDropping;
import dev.vernier.compressor.passes.structure.UnitPruning;
import dev.vernier.store.tokenizer.Encoding;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Every pass on all-MiniLM-L6-v2. Fidelity is measured on texts that the passes do not see. */
class RealEncoderTest {
    private static final Graph GRAPH = MiniLm.pooled();
    private static final List<Encoding> TEXTS = MiniLm.definitions(124);
    private static final Calibration CALIBRATION = new Calibration(TEXTS.subList(0, 64), 2);
    private static final Calibration HELD_OUT = new Calibration(TEXTS.subList(64, 124), 2);
    private static final Calibration FEW = CALIBRATION.first(8);
    private static final float[][] REFERENCE = HELD_OUT.outputs(GRAPH);

    @Test
    void dynamicIntegersAreFusedAndFaithful() {
        Graph quantized = new Int8Dynamic().apply(GRAPH, CALIBRATION).graph();

        assertThat(Fusions.check(quantized))
                .containsEntry("MatMulIntegerToFloat", 18)
                .containsEntry("DynamicQuantizeMatMul", 18);
        assertThat(divergence(quantized)).isLessThan(0.01);
    }

    @Test
    void staticIntegersAreFusedAndFaithful() {
        Graph quantized = new Int8Static().apply(GRAPH, CALIBRATION).graph();

        assertThat(Fusions.check(quantized))
                .containsEntry("MatMulIntegerToFloat", 36)
                .containsEntry("QuantizeLinear", 24);
        assertThat(divergence(quantized)).isLessThan(0.01);
    }

    @Test
    void scaledChannelsChangeNothingInFp32AndMuchInIntegers() {
        Graph scaled = new ChannelScaling().apply(GRAPH, CALIBRATION).graph();
        Graph quantized = new Int8Static().apply(scaled, CALIBRATION).graph();

        assertThat(divergence(scaled)).isLessThan(1e-6);
        assertThat(Fusions.check(quantized)).containsEntry("MatMulIntegerToFloat", 36);
        assertThat(divergence(quantized)).isLessThan(0.003);
    }

    @Test
    void weightsInBlocksOfEightBitsLoseNextToNothing() {
        Graph quantized = new WeightOnly(new BlockFormat(8, 128, true), Rounding.NEAREST)
                .apply(GRAPH, CALIBRATION)
                .graph();

        assertThat(Fusions.check(quantized)).containsEntry("MatMulNBits", 36);
        assertThat(divergence(quantized)).isLessThan(0.0015);
    }

    @Test
    void fourBitsAndSmallTablesFitIntoSeventeenMegabytes() {
        Graph weights = new WeightOnly(new BlockFormat(4, 32, false), Rounding.NEAREST)
                .apply(GRAPH, CALIBRATION)
                .graph();
        Graph small = new BlockEmbeddings(new BlockFormat(4, 32, false))
                .apply(weights, CALIBRATION)
                .graph();

        assertThat(Fusions.check(small)).containsEntry("GatherBlockQuantized", 2);
        assertThat(OnnxWriter.bytes(small).length).isLessThan(17_000_000);
        assertThat(divergence(small)).isLessThan(0.03);
    }

    @Test
    void mixedPrecisionHalvesTheLossOfIntegers() {
        Pass.Outcome mixed = new MixedPrecision(0.5, Search.GREEDY).apply(GRAPH, CALIBRATION.first(24));

        long kept = formats(mixed).stream().filter("fp32"::equals).count();
        assertThat(kept).isBetween(2L, 12L);
        assertThat(Fusions.check(mixed.graph())).containsEntry("MatMulIntegerToFloat", 36 - (int) kept);
        assertThat(divergence(mixed.graph())).isLessThan(0.005);
        assertThat(mixed.facts().get("divergence").asDouble())
                .isLessThanOrEqualTo(mixed.facts().get("divergence_all_int8").asDouble() / 2);
    }

    @Test
    void prunedNeuronsLeaveTheirWorkToTheOthers() {
        Pass.Outcome pruned =
                UnitPruning.neurons(0.25, 1, UnitPruning.Selection.DEFAULT).apply(GRAPH, CALIBRATION);

        assertThat(pruned.facts().get("kept")).extracting(JsonNode::asInt).containsOnly(1152);
        assertThat(divergence(pruned.graph())).isLessThan(0.06);
    }

    @Test
    void prunedHeadsLeaveTheirWorkToTheOthers() {
        Pass.Outcome pruned =
                UnitPruning.heads(0.25, UnitPruning.Selection.DEFAULT).apply(GRAPH, CALIBRATION);

        assertThat(pruned.facts().get("kept")).extracting(JsonNode::asInt).containsOnly(9);
        assertThat(divergence(pruned.graph())).isLessThan(0.08);
    }

    @Test
    void aBridgeDoesMostOfWhatABlockDid() {
        Pass.Outcome dropped = new LayerDropping(1).apply(GRAPH, CALIBRATION);

        assertThat(Linear.all(dropped.graph())).hasSize(31);
        assertThat(dropped.facts().get("rounds").get(0)).hasSize(5);
        assertThat(divergence(dropped.graph())).isLessThan(0.06);
    }

    @Test
    void ranksThatGoByTheOutputsLoseHalfOfThoseThatGoByTheMatrix() {
        Size size = new Size(0, 0.75);
        Graph aware = new LowRank(LowRank.Method.ACTIVATION_AWARE, LowRank.Allocation.EQUAL, size)
                .apply(GRAPH, CALIBRATION)
                .graph();
        Graph plain = new LowRank(LowRank.Method.SVD, LowRank.Allocation.EQUAL, size)
                .apply(GRAPH, CALIBRATION)
                .graph();

        assertThat(divergence(aware)).isLessThan(0.2);
        assertThat(divergence(plain)).isGreaterThan(1.5 * divergence(aware));
    }

    @Test
    void namesAndOrderDecideNothing() {
        long seed = Long.getLong("seed", System.nanoTime());
        Graph disguised = Disguise.of(GRAPH, seed);

        Pass.Outcome original = new MixedPrecision(0.5, Search.GREEDY).apply(GRAPH, FEW);
        Pass.Outcome other = new MixedPrecision(0.5, Search.GREEDY).apply(disguised, FEW);

        assertThat(formats(other)).as("-Dseed=" + seed).containsExactlyInAnyOrderElementsOf(formats(original));
        assertThat(Divergence.COSINE.mean(FEW.outputs(original.graph()), FEW.outputs(other.graph())))
                .as("-Dseed=" + seed)
                .isLessThan(1e-9);
    }

    @Test
    void theSameInputGivesTheSameBytesOnOneThreadAndOnTwo() {
        Calibration single = new Calibration(TEXTS.subList(0, 8), 1);
        for (Pass pass : List.of(new Int8Dynamic(), new Int8Static())) {
            byte[] once = OnnxWriter.bytes(pass.apply(GRAPH, single).graph());
            byte[] again = OnnxWriter.bytes(pass.apply(GRAPH, FEW).graph());
            assertThat(again).as(pass.name()).isEqualTo(once);
        }
    }

    private static double divergence(Graph graph) {
        return Divergence.COSINE.mean(REFERENCE, HELD_OUT.outputs(graph));
    }

    private static List<String> formats(Pass.Outcome mixed) {
        return StreamSupport.stream(mixed.facts().get("matmuls").spliterator(), false)
                .map(layer -> layer.get("format").asText())
                .toList();
    }
}
