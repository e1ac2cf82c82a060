package dev.vernier.store.measure;

import java.io.IOException;
import java.nio.file.Path;

/** A measuring verb that never ends by itself. */
final class InterruptedRun {
    private InterruptedRun() {}

    /** Argument: the result file. */
    public static void main(String[] arguments) throws IOException {
        try (ResultFile result = new ResultFile(Path.of(arguments[0]), "bench", 1, false)) {
            result.set("rows", 3);
            System.out.println("ready");
            while (System.in.read() >= 0) {
                result.set("rows", 4);
            }
        }
    }
}
