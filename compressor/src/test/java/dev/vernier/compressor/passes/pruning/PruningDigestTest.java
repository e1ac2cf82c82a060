package dev.vernier.compressor.passes.pruning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.passes.GoldenDigest;
import dev.vernier.compressor.passes.Int8Static;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.pruning.Sparsity.Pattern;
import dev.vernier.compressor.passes.pruning.Sparsity.Share;
import dev.vernier.compressor.passes.pruning.Sparsity.Share.Scope;
import org.junit.jupiter.api.Test;

/** What pruning makes of one small graph, to the byte: a change of these digests changes the digests of cards. */
class PruningDigestTest {
    @Test
    void givesTheSameBytesOnAnyNumberOfThreads() {
        for (int threads = 1; threads <= 2; threads++) {
            assertThat(GoldenDigest.of(half(Criterion.RANDOM), threads)).isEqualTo("e58b5e53ca8e31c5");
            assertThat(GoldenDigest.of(half(Criterion.MAGNITUDE), threads)).isEqualTo("83f6463218f6d14e");
            assertThat(GoldenDigest.of(half(Criterion.SPARSE_GPT), threads)).isEqualTo("078aa78038bcad98");
            assertThat(GoldenDigest.of(new WeightPruning(Criterion.WANDA, new Pattern(2, 4), Tile.SINGLE, 1), threads))
                    .isEqualTo("a55337d0df3ea2f9");
            assertThat(GoldenDigest.of(new Int8ThenLevels(), threads)).isEqualTo("18c64f1da3e0edb5");
        }
    }

    private static Pass half(Criterion criterion) {
        return new WeightPruning(criterion, new Share(0.5, Scope.OUTPUT), Tile.SINGLE, 1);
    }

    private record Int8ThenLevels() implements Pass {
        @Override
        public String name() {
            return "int8 then levels";
        }

        @Override
        public Outcome apply(Graph graph, Calibration calibration) {
            return new LevelPruning(64, false)
                    .apply(new Int8Static().apply(graph, calibration).graph(), calibration);
        }
    }
}
