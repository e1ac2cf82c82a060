package dev.vernier.compressor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long nanos = new Random().nextLong();

    private ProgressBar bar(boolean isTerminal) {
        return new ProgressBar(new PrintStream(written, true, StandardCharsets.UTF_8), isTerminal, 40, () -> nanos);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void writesOneLineAStepWhereNobodyWatches() {
        ProgressBar bar = bar(false);
        DoubleConsumer first = bar.begin("first", 10);
        nanos += 5_000_000_000L;
        first.accept(0.5);
        bar.begin("second", 30);
        bar.end();
        assertThat(text().lines()).containsExactly("  0 %  first", " 25 %  second, 15 s left");
    }

    @Test
    void drawsOverItsLineOnATerminalAndLeavesItEmpty() {
        ProgressBar bar = bar(true);
        DoubleConsumer first = bar.begin("first", 40);
        nanos += 1_000_000_000L;
        first.accept(0.5);
        bar.end();
        assertThat(text())
                .isEqualTo("\r[------------------------]   0 %  first\033[K"
                        + "\r[############------------]  50 %  first, 1 s left\033[K"
                        + "\r\033[K");
    }

    @Test
    void neverGoesBack() {
        ProgressBar bar = bar(true);
        DoubleConsumer first = bar.begin("first", 40);
        nanos += 1_000_000_000L;
        first.accept(0.5);
        nanos += 1_000_000_000L;
        first.accept(0.25);
        assertThat(text()).endsWith(" 50 %  first, 2 s left\033[K");
    }
}
