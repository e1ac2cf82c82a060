package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ResidentMemoryTest {
    @Test
    void readsTheKernelsKibibytes() {
        assertThat(ResidentMemory.mib("VmHWM:\t    3072 kB\nVmRSS:\t    2048 kB", "VmRSS:"))
                .isEqualTo(2);
        assertThat(ResidentMemory.mib("", "VmRSS:")).isZero();
    }
}
