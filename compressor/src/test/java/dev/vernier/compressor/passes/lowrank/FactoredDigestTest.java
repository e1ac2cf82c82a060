package dev.vernier.compressor.passes.lowrank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.passes.GoldenDigest;
import dev.vernier.compressor.passes.lowrank.LowRank.Allocation;
import dev.vernier.compressor.passes.lowrank.LowRank.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the passes of this package make of one small graph, to the byte. The moments that they start from are exact; eigenvectors
 * come from additions, products, quotients and roots of doubles in one order, which Java rounds alike everywhere.
 */
class FactoredDigestTest {
    @ParameterizedTest
    @CsvSource({
        "SVD, EQUAL, 2f97b903d33f08df",
        "ACTIVATION_AWARE, EQUAL, 4ed55e80101cb051",
        "ACTIVATION_AWARE, GREEDY, 239ad7cb1a3b78fc",
        "NMF, EQUAL, 896e94788aae10f4",
        "NYSTROEM, EQUAL, ad1dd31c8a6ec187"
    })
    void lowRanksGiveTheSameBytesOnAnyNumberOfThreads(Method method, Allocation allocation, String digest) {
        LowRank pass = new LowRank(method, allocation, new Size(0, 0.5));

        assertThat(GoldenDigest.of(pass, 1)).isEqualTo(digest);
        assertThat(GoldenDigest.of(pass, 2)).isEqualTo(digest);
    }
}
