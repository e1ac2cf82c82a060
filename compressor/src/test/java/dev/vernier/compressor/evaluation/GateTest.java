package dev.vernier.compressor.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vernier.store.Task;
import org.junit.jupiter.api.Test;

class GateTest {
    @Test
    void eachTaskHasItsOwnThreshold() {
        assertThat(Gate.DEFAULT.rejection(Task.CLASSIFY, 0.80)).isEmpty();
        assertThat(Gate.DEFAULT.rejection(Task.CLASSIFY, 0.7999)).contains("fidelity 0.7999 (1 - disagreement) < 0.80");
        assertThat(Gate.DEFAULT.rejection(Task.EMBED, 0.94)).contains("fidelity 0.9400 (cosine) < 0.95");
        assertThat(Gate.DEFAULT.rejection(Task.OTHER, 0.999)).isPresent();
    }
}
