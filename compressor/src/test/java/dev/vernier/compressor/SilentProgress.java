package dev.vernier.compressor;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A progress bar that nobody sees. */
final class SilentProgress {
    private SilentProgress() {}

    static ProgressBar bar() {
        return new ProgressBar(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                false,
                1,
                System::nanoTime);
    }
}
