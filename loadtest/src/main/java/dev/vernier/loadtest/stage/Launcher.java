package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.LoadException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts other verbs as a person would: by {@code ./vernier}, which picks the jar and sets the JVM up. */
public record Launcher(Path home) {
    /**
     * The launcher of the checkout that runs.
     *
     * @throws LoadException when the property {@code vernier.home}, which the launcher sets, names no checkout
     */
    public static Launcher current() {
        Path home = Path.of(System.getProperty("vernier.home", ""));
        if (!Files.isExecutable(home.resolve("vernier"))) {
            throw new LoadException("run the demo with ./vernier demo: it starts the other verbs by the same launcher");
        }
        return new Launcher(home.toAbsolutePath());
    }

    /** A verb that will run on this process's JDK; its streams are the caller's to direct. */
    public ProcessBuilder verb(String verb, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(home.resolve("vernier").toString(), verb));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        if (Files.isExecutable(Path.of(System.getProperty("java.home"), "bin", "javac"))) {
            builder.environment().put("VERNIER_JDK", System.getProperty("java.home"));
        }
        return builder;
    }

    /**
     * Runs a verb to its end, its output passed through.
     *
     * @throws LoadException when its exit code is not 0
     */
    public void run(String verb, List<String> arguments) throws IOException, InterruptedException {
        Process process = verb(verb, arguments).inheritIO().start();
        Thread onExit = new Thread(process::destroy, "end-" + verb);
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            int exit = process.waitFor();
            if (exit != 0) {
                throw new LoadException(verb + " ended with exit code " + exit);
            }
        } finally {
            process.destroy();
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
    }
}
