package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The verb {@code bench coldstart}. */
@Command(
        name = "coldstart",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Time from starting ./vernier serve to the first answer, with the launcher's archive of loaded classes and"
                    + " without it, in turn; and the memory with all variants loaded.",
            "Takes a minute."
        })
final class ColdStartCommand implements Callable<Integer> {
    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run((ground, result) -> {
            new ColdStarts(ground, model.open(ground.launcher())).run(result);
            return true;
        });
    }
}
