package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verb {@code bench adaptive}. */
@Command(
        name = "adaptive",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "The adaptive policy against every single variant and every published policy, each in the same server, through a"
                    + " flash crowd and a ramp: half of what full precision carries, then up to three times that or 0.85 of"
                    + " what the cheapest variant carries, and back. All get the same texts at the same times.",
            "Then the simulator replays what our policy was sent, in a world that was measured before them.",
            "Takes 23 minutes, with --quick (a short crowd alone) two and a half."
        })
final class AdaptiveCommand implements Callable<Integer> {
    private static final Set<String> TRACES = Set.of("crowd", "ramp");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final BenchOptions options = new BenchOptions();

    @Mixin
    private final ModelOptions model = new ModelOptions();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Policies beside ours, as simulate names them, and static-VARIANT; none, or all. Default: all.")
    private List<String> policies = List.of(Rivals.ALL);

    @Option(
            names = "--trace",
            paramLabel = "NAME",
            split = ",",
            description = "crowd, ramp. Default: both, with --quick the crowd.")
    private List<String> traces = List.of();

    @Option(
            names = "--runs",
            paramLabel = "N",
            defaultValue = "3",
            description =
                    "How often ours is run over each trace, before, between and after the others; its row is the run"
                            + " with the median attainment. Default: ${DEFAULT-VALUE}.")
    private int runs;

    @Override
    public Integer call() throws IOException, InterruptedException {
        demand(TRACES.containsAll(traces), "--trace: there are crowd and ramp");
        demand(runs >= 1 && runs <= 99, "--runs must be 1 to 99");
        return options.run((ground, result) -> {
            Set<String> courses = traces.isEmpty() ? (ground.isQuick() ? Set.of("crowd") : TRACES) : Set.copyOf(traces);
            StoredModel stored = model.open(ground.launcher());
            return new Adaptive(ground, stored, new LinkedHashSet<>(policies), courses, runs).run(result);
        });
    }

    private void demand(boolean holds, String what) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), what);
        }
    }
}
