package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;

class NativeHeapTest {
    @Test
    void theJvmKnowsHowToGiveMemoryBack() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "only there");
        assertThat(NativeHeap.trim()).isTrue();
    }
}
