package dev.vernier.compressor.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.compressor.graph.Weight;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelRaceTest {
    @Test
    void everyKernelRunsWithWhatItsFormTakes() {
        float[] values = new float[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = i + 1;
        }
        List<KernelTimes> times = new KernelRace(Weight.floats(new long[] {8, 8}, values), 3, 1, 7).at(.75);
        assertThat(times).extracting(KernelTimes::kernel).containsExactly(Kernel.values());
        assertThat(times).extracting(KernelTimes::matrix).containsOnly("8x8");
        assertThat(times)
                .extracting(KernelTimes::bytes)
                .containsExactly(4L * 64, 4L * (9 + 16 + 16), 4L * (3 + 1 + 16));
        assertThat(times).allSatisfy(one -> assertThat(one.speedup().value()).isPositive());
    }
}
