package dev.vernier.compressor.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.passes.OtherGraphs;
import dev.vernier.compressor.passes.Pass;
import dev.vernier.compressor.passes.TinyEncoder;
import dev.vernier.store.tokenizer.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What passes make of models and texts that lack what they need, and what they say where they can make nothing. */
class UnfitModelTest {
    private static final Calibration TEXTS = TinyEncoder.texts(24, 2);

    @TempDir
    Path folder;

    private Graph applied(String words, Graph original, Calibration texts) throws IOException {
        Path file = folder.resolve("recipe.yaml");
        Files.writeString(file, "variants: {one: [" + words + "]}");
        Graph graph = original;
        for (Pass pass : RecipeFile.read(file.toString()).get(1).passes()) {
            graph = pass.apply(graph, texts.towards(original)).graph();
        }
        return graph;
    }

    private double loss(String words, Calibration texts) throws IOException {
        Graph original = TinyEncoder.redundant();
        return Divergence.COSINE.mean(texts.outputs(original), texts.outputs(applied(words, original, texts)));
    }

    /** The matrices of second moments have no inverse, and of a single text hardly more than one direction. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            neuron-pruning                                     | 1e-4 | 1e-6
            neuron-pruning: {criterion: loss, group: 16}       | 0.01 | 1e-6
            head-pruning                                       | 0.01 | 1e-6
            structured-pruning: {speedup: 1.2, search: best}   | 1e-3 | 1e-6
            layer-dropping                                     | 0.05 | 1e-6
            weight-pruning                                     | 0.05 | 1e-3
            weight-pruning: {criterion: wanda}                 | 0.05 | 1e-6
            weight-pruning: {pattern: 2:4}                     | 0.05 | 1e-3
            low-rank                                           | 0.05 | 1e-6
            low-rank: {method: nystroem}                       | 0.05 | 1e-6
            low-rank: {allocation: greedy, share: 0.75}        | 0.01 | 1e-6
            tucker                                             | 0.1  | 1e-6
            ridge-refit                                        | 1e-6 | 1e-6
            low-rank, ridge-refit                              | 0.05 | 1e-6
            weight-only: {bits: 4, block: 32, rounding: gptq}  | 0.01 | 1e-3
            weight-only: {bits: 4, block: 32, scaling: awq}    | 0.01 | 1e-3
            int8-static, bias-correction                       | 1e-3 | 1e-4
            """)
    void channelsThatDependOnEachOtherAreNoObstacle(String words, double most, double mostOfOneWord)
            throws IOException {
        Calibration word = new Calibration(Collections.nCopies(20, new Encoding(new int[] {5, 5, 5, 5}, 4, 4)), 2);

        assertThat(loss(words, TEXTS)).isBetween(-1e-12, most);
        assertThat(loss(words, word)).isBetween(-1e-12, mostOfOneWord);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int8-static                                       | the values of a.active are not finite on the calibration texts
            mixed                                             | the values of a.active are not finite on the calibration texts
            neuron-pruning                                    | their values are not finite
            head-pruning                                      | their values are not finite
            structured-pruning                                | their values are not finite
            weight-pruning                                    | a.down is no number on the sample texts
            low-rank                                          | a weight or an activation is no number
            ridge-refit                                       | second moments are not finite
            weight-only: {bits: 4, block: 32, rounding: gptq} | second moments are not finite
            """)
    void activationsBeyondFp32AreTheReason(String words, String reason) {
        assertThatThrownBy(() -> applied(words, TinyEncoder.overflowing(), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            int8-static        | no MatMul and no Conv with constant fp32 weights to quantise
            codebook           | no MatMul with a constant fp32 matrix
            neuron-pruning     | no feed-forward layers whose neurons can be removed
            head-pruning       | no attention whose heads can be removed
            structured-pruning | neither heads nor neurons that can be removed
            layer-dropping     | no block that can be dropped
            weight-pruning     | no MatMul with constant fp32 weights to prune
            level-pruning      | multiplies with no matrix of integers
            low-rank           | no MatMul with constant fp32 weights
            tucker             | no two transformer blocks with matrices of the same shape
            weight-sharing     | no two neighbouring blocks
            ridge-refit        | no MatMul with constant fp32 weights and a bias
            bias-correction    | no linear layer makes what one of the reference's makes
            """)
    void structureThatIsMissingIsNamed(String words, String reason) {
        assertThatThrownBy(() -> applied(words, OtherGraphs.recurrent("LSTM", 4), TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aPullThatIsTooWeakForThemSaysSo() {
        assertThatThrownBy(() -> loss("ridge-refit: {strength: 1.0e-12}", TEXTS))
                .isInstanceOf(GraphException.class)
                .hasMessageContaining("it needs more texts, or a stronger pull");
    }
}
