package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadAllocationsTest {
    @Test
    void sumsWhatEachThreadHasAllocated() {
        String threads = """
                "main" #1 [7] prio=5 os_prio=0 cpu=47.51ms elapsed=0.35s allocated=2K defined_classes=10
                "vernier-lane-0" #21 prio=5 os_prio=0 cpu=1.0ms elapsed=0.35s allocated=3M defined_classes=1
                "idle" #22 prio=5 os_prio=0 cpu=0.1ms elapsed=0.35s allocated=96B defined_classes=0
                "GC Thread#0" os_prio=0 cpu=3.9ms elapsed=0.35s
                """;

        assertThat(ThreadAllocations.sum(threads)).isEqualTo(2_048 + 3 * 1_048_576 + 96);
    }

    @Test
    void readsThisProcess() throws Exception {
        assertThat(ThreadAllocations.bytes(ProcessHandle.current())).isPositive();
    }
}
