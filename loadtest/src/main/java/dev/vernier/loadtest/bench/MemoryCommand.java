package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code bench memory}. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Whether memory comes back: a server loads and unloads all variants of a model over and over, each of them answers"
                    + " once, and the process's resident memory is read after each unload.",
            "Takes as long as so many loads do; with --quick a fifth of them."
        })
final class MemoryCommand implements Callable<Integer> {
    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(names = "--cycles", paramLabel = "N", defaultValue = "200", description = "Default: ${DEFAULT-VALUE}.")
    private int cycles;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run((ground, result) -> {
            new LoadCycles(ground, model.open(ground.launcher()), cycles).run(result);
            return true;
        });
    }
}
