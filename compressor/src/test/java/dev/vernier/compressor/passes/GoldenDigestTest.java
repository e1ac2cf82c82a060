package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.passes.structure.LayerDropping;
import dev.vernier.compressor.passes.structure.UnitPruning;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What each pass makes of one small graph, to the byte: a change of these digests changes the digests of every card. */
class GoldenDigestTest {
    private static final Map<String, Pass> PASSES = new TreeMap<>(Map.of(
            "half-storage", new HalfStorage(HalfFormat.BF16),
            "layer-dropping", new LayerDropping(1),
            "int8-dynamic", new Int8Dynamic(),
            "int8-static", new Int8Static(),
            "channel-scaling", new ChannelScaling(),
            "neuron-pruning", UnitPruning.neurons(0.25, 1, UnitPruning.Selection.DEFAULT),
            "mixed", new MixedPrecision(0.5, Search.GREEDY),
            "weight-only 8", new WeightOnly(new BlockFormat(8, 32, true), Rounding.NEAREST),
            "weight-only 4", new WeightOnly(new BlockFormat(4, 16, false), Rounding.GPTQ),
            "embeddings", new BlockEmbeddings(new BlockFormat(4, 32, false))));

    private static final Map<String, String> DIGESTS = new TreeMap<>(Map.of(
            "layer-dropping", "061a8baf44465e36",
            "half-storage", "e086a68245e3801b",
            "int8-dynamic", "00010ea1cc7f6c5c",
            "int8-static", "377d4d8dd0e69742",
            "channel-scaling", "d9b8a71a26db10ab",
            "neuron-pruning", "239bae21d3dfa936",
            "mixed", "d731c1e7bb1463ab",
            "weight-only 8", "c99a56295eb534a6",
            "weight-only 4", "9bb05f94c8b6c8b6",
            "embeddings", "080e756a0c617d81"));

    @Test
    void everyPassGivesTheSameBytesOnAnyNumberOfThreads() {
        assertThat(digests(1)).containsExactlyEntriesOf(DIGESTS);
        assertThat(digests(2)).containsExactlyEntriesOf(DIGESTS);
    }

    private static Map<String, String> digests(int threads) {
        Map<String, String> digests = new LinkedHashMap<>();
        PASSES.forEach((name, pass) -> digests.put(name, GoldenDigest.of(pass, threads)));
        return digests;
    }
}
