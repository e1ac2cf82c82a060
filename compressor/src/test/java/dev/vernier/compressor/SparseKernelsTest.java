package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.sparse.Kernel;
import dev.vernier.compressor.sparse.KernelTimes;
import dev.vernier.store.measure.Measure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SparseKernelsTest {
    @Test
    void racesEveryShapeOnceAtEverySparsity() {
        List<KernelTimes> times =
                SparseKernels.of(TinyModel.classifier().graph(), true, 7).race(SilentProgress.bar());
        assertThat(times).hasSize(2 * 6 * 3);
        assertThat(times).extracting(KernelTimes::matrix).containsOnly("16x16");
        assertThat(times).extracting(KernelTimes::tokens).contains(16, 128);
    }

    @Test
    void aModelWithoutProductsHasNothingToRace() {
        assertThatThrownBy(() -> SparseKernels.of(new Graph("empty", 7, Map.of("", 13), List.of()), true, 7))
                .isInstanceOf(GraphException.class)
                .hasMessage("the model has no product with a constant fp32 matrix");
    }

    @Test
    void aKernelPaysFromWhereItsWholeIntervalIsAboveOne() {
        List<KernelTimes> times = new ArrayList<>();
        for (double sparsity : new double[] {.5, .7, .8, .9, .95, .99}) {
            times.add(times(sparsity, Kernel.RUNTIME, .98, 1.02));
            times.add(times(sparsity, Kernel.ROWS, sparsity * 1.02 - .01, 2));
            times.add(times(sparsity, Kernel.BLOCKS, sparsity < .9 ? .3 : 1.1, 2));
        }
        StringWriter out = new StringWriter();
        SparseKernels.print(times, new PrintWriter(out));
        assertThat(out.toString())
                .contains("8x8         16      50 %   1.00x [0.98, 1.02]", "onnxruntime pays at none of these")
                .contains("csr pays at none of these", "block-4x4 pays on every matrix from 90 % zeros on");
    }

    private static KernelTimes times(double sparsity, Kernel kernel, double low, double high) {
        return new KernelTimes(
                "8x8", 16, sparsity, kernel, 1, new Measure((low + high) / 2, low, high, 3, "interleaved-median"));
    }
}
