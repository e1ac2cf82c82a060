package dev.vernier.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A publisher in a process of its own: publishes so many versions of a model and prints a line after each. */
final class PublisherProcess {
    private static final int WEIGHTS_BYTES = 1 << 22;

    private PublisherProcess() {}

    public static void main(String[] arguments) {
        ModelStore store = ModelStore.create(Path.of(arguments[0]));
        int count = Integer.parseInt(arguments[2]);
        String weights = arguments[1].repeat(WEIGHTS_BYTES / arguments[1].length());
        for (int i = 0; i < count; i++) {
            ModelVersion version = ModelStoreTest.publish(store, "topics", weights + i);
            System.out.println("published " + version.version());
        }
    }

    /** Starts one; {@code prefix} comes before the command. */
    static Process start(Path store, String weights, int count, String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                PublisherProcess.class.getName(),
                store.toString(),
                weights,
                Integer.toString(count)));
        Path errors = Files.createTempFile("publisher", ".err");
        errors.toFile().deleteOnExit();
        return new ProcessBuilder(command).redirectError(errors.toFile()).start();
    }
}
