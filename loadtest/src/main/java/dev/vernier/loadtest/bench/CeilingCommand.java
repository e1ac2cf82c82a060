package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb {@code bench ceiling}. */
@Command(
        name = "ceiling",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "How close the server comes to what the runtime alone does in a loop, for texts of 16, 32 and 128 tokens and a mix,"
                    + " at 1, 8 and 32 requests in flight; and which share of the server's CPU time the runtime gets.",
            "The loop and the server take turns in each round. Takes 4 minutes."
        })
final class CeilingCommand implements Callable<Integer> {
    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(
            names = "--variants",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "fp32,int8-static",
            description = "Default: ${DEFAULT-VALUE}.")
    private List<String> variants = List.of();

    @Option(names = "--lanes", paramLabel = "N", description = "Lanes of the server. Default: one a core.")
    private @Nullable Integer lanes;

    @Override
    public Integer call() throws IOException, InterruptedException {
        int threads = lanes == null ? Runtime.getRuntime().availableProcessors() : lanes;
        return options.run((ground, result) -> {
            StoredModel stored = model.open(ground.launcher());
            variants.forEach(stored::variant);
            new Ceiling(ground, stored, variants, threads).run(result);
            return true;
        });
    }
}
