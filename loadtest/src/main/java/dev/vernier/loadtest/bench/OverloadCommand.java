package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code bench overload}. */
@Command(
        name = "overload",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Offers twice what one pinned variant carries to a server in its default configuration: how much is answered in"
                    + " time, how quickly the rest is refused, how soon the queue is empty afterwards.",
            "Once without deadlines (in time is within 200 ms) and once with a deadline of 200 ms on each call.",
            "Takes two minutes."
        })
final class OverloadCommand implements Callable<Integer> {
    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            defaultValue = "int8-static",
            description = "The variant that every request pins. Default: ${DEFAULT-VALUE}.")
    private String variant = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        return options.run((ground, result) -> {
            StoredModel stored = model.open(ground.launcher());
            return new Overload(ground, stored, stored.variant(variant).name()).run(result);
        });
    }
}
