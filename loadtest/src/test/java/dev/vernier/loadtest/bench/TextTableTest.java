package dev.vernier.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        TextTable table = new TextTable("cache", "ms").row("none", "2500").row("warm", "900");

        assertThat(table.lines()).containsExactly("  cache    ms", "  none   2500", "  warm    900");
    }
}
