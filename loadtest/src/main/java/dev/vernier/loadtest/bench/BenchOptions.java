package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.stage.Launcher;
import dev.vernier.loadtest.stage.Narration;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that every benchmark has. */
final class BenchOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Fewer and shorter rounds: wider intervals.")
    private boolean isQuick;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of requests, orders and resamplings. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** A benchmark that writes what it finds into the result; false when something went wrong that must not. */
    interface Benchmark {
        boolean run(Ground ground, ResultFile result) throws IOException, InterruptedException;
    }

    /** Runs a benchmark; gives the exit code. */
    int run(Benchmark benchmark) throws IOException, InterruptedException {
        Launcher launcher = Launcher.current();
        Path directory = launcher.home().resolve("reports").resolve("bench");
        Files.createDirectories(directory);
        Narration narration =
                new Narration(spec.commandLine().getOut(), spec.commandLine().getErr());
        Path log = directory.resolve(spec.name() + ".log");
        Ground ground = new Ground(launcher, log, isQuick, seed, narration);
        try (ResultFile result = new ResultFile(json, command(), seed, isQuick)) {
            boolean isInOrder = benchmark.run(ground, result);
            result.complete();
            return isInOrder ? 0 : 1;
        }
    }

    private String command() {
        return String.join(" ", spec.root().commandLine().getParseResult().originalArgs());
    }
}
