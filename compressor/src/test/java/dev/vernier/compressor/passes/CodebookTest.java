package dev.vernier.compressor.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.calibrate.Calibration;
import dev.vernier.compressor.calibrate.Divergence;
import dev.vernier.compressor.graph.Emitter;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.OnnxWriter;
import dev.vernier.compressor.graph.ValueSpec;
import dev.vernier.compressor.graph.Weight;
import dev.vernier.compressor.graph.WeightType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CodebookTest {
    private static final Calibration TEXTS = TinyEncoder.texts(8, 1);

    @Test
    void centroidsAreTheMeansOfTheValuesNextToThem() {
        float[] levels = Centroids.of(new float[] {9.25f, 0, 1, 5, 0.25f, 1.25f, 5.25f, 9}, 4);

        assertThat(levels).containsExactly(0.125f, 1.125f, 5.125f, 9.125f);
        assertThat(Centroids.nearest(levels, -3)).isZero();
        assertThat(Centroids.nearest(levels, 0.625f)).isZero();
        assertThat(Centroids.nearest(levels, 0.63f)).isEqualTo(1);
        assertThat(Centroids.nearest(levels, 100)).isEqualTo(3);
    }

    @Test
    void bitsArePackedPlaneByPlane() {
        Weight packed = PackedBits.of(new int[] {1, 0, 3, 2, 0, 0, 0, 1}, 2);

        assertThat(packed.shape()).containsExactly(2, 1, 1);
        assertThat(packed.bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {(byte) 0b10000101, 0b00001100}));
    }

    /** Column one: 3 -1 2 -2, of mean magnitude 2, leaves 1 1 0 0, of mean magnitude one half. */
    @Test
    void eachSignHasTheMeanMagnitudeOfWhatIsLeft() {
        Weight matrix = Weight.floats(new long[] {4, 2}, 3, 1, -1, 1, 2, 1, -2, 1);

        assertThat(unpacked(Codebook.Form.SIGNS, matrix, 1)).containsExactly(2, 1, -2, 1, 2, 1, -2, 1);
        assertThat(unpacked(Codebook.Form.SIGNS, matrix, 2)).containsExactly(2.5f, 1, -1.5f, 1, 2.5f, 1, -1.5f, 1);
    }

    @Test
    void eachCodeIsLookedUpInItsTable() {
        Weight matrix = Weight.floats(new long[] {2, 4}, 0, 1, 5, 9, 0.25f, 1.25f, 5.25f, 9.25f);

        assertThat(unpacked(Codebook.Form.TABLE, matrix, 2))
                .containsExactly(0.125f, 1.125f, 5.125f, 9.125f, 0.125f, 1.125f, 5.125f, 9.125f);
    }

    /** What ONNX Runtime makes of the packed form. */
    private static float[] unpacked(Codebook.Form form, Weight matrix, int bits) {
        Graph graph = new Graph("codes", 8, Map.of("", 14), List.of());
        graph.addOutput(new ValueSpec(form.add(new Emitter(graph, "m"), matrix, bits), WeightType.FLOAT, null));
        return TinyEncoder.texts(1, 1).outputs(graph)[0];
    }

    @ParameterizedTest
    @CsvSource({"TABLE, 2", "TABLE, 5", "TABLE, 8", "SIGNS, 1", "SIGNS, 3"})
    void theFileIsSmallerAndTheRuntimeComputesAsBefore(Codebook.Form form, int bits) {
        Graph original = TinyEncoder.graph();
        Graph stored = new Codebook(form, bits).apply(original, TEXTS).graph();

        assertThat(Fusions.check(stored)).isEqualTo(Fusions.check(original));
        int weights = 2 * (4 * 32 * 32 + 2 * 32 * 64);
        int saved = OnnxWriter.bytes(original).length - OnnxWriter.bytes(stored).length;
        int overhead = 12 * (1200 + (form == Codebook.Form.TABLE ? 4 << bits : 4 * 65 * (bits + 1)));
        assertThat(saved).isBetween(weights * (32 - bits) / 8 - overhead, weights * (32 - bits) / 8);
    }

    /** Of five values a table of eight loses none. */
    @Test
    void aTableThatHoldsAllValuesLosesNothing() {
        Graph original = TinyEncoder.graph();
        Graph stored =
                new Codebook(Codebook.Form.TABLE, 8).apply(original, TEXTS).graph();

        assertThat(Divergence.COSINE.mean(TEXTS.outputs(original), TEXTS.outputs(stored)))
                .isLessThan(1e-12);
    }

    @Test
    void bitsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Codebook(Codebook.Form.TABLE, 9))
                .hasMessage("bits must be 2 to 8 in this form, not 9");
        assertThatThrownBy(() -> new Codebook(Codebook.Form.SIGNS, 5))
                .hasMessage("bits must be 1 to 4 in this form, not 5");
    }
}
