package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verb {@code bench overhead}. */
@Command(
        name = "overhead",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "What serving costs when the model costs nothing: a model that gives back what it gets against a bare Vert.x gRPC"
                    + " server that does the same, in turn; time, CPU time and heap a request.",
            "384 and 150,528 floats, with 1, 16 and 64 requests in flight. Takes 2 minutes."
        })
final class OverheadCommand implements Callable<Integer> {
    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run((ground, result) -> {
            new Overhead(ground).run(result);
            return true;
        });
    }
}
