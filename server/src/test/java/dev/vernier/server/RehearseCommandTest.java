package dev.vernier.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RehearseCommandTest {
    @Test
    void servesARealModelIsAskedAndDrains() {
        assertThat(new CommandLine(new RehearseCommand()).execute()).isZero();
    }
}
