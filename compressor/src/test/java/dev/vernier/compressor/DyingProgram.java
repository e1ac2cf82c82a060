package dev.vernier.compressor;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program that ends in the way that its argument says. */
final class DyingProgram {
    private DyingProgram() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        switch (arguments[0]) {
            case "exit" -> System.exit(Integer.parseInt(arguments[1]));
            case "signal" ->
                new ProcessBuilder(
                                "kill",
                                "-" + arguments[1],
                                Long.toString(ProcessHandle.current().pid()))
                        .start()
                        .waitFor();
            case "wait" -> {
                ChildJvm.endWithParent();
                System.out.println(ProcessHandle.current().pid());
            }
            case "parent" ->
                System.exit(ChildJvm.run(
                        DyingProgram.class,
                        List.of("wait"),
                        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                        ""));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        Thread.currentThread().join();
    }
}
