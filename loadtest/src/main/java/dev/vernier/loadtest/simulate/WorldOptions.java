package dev.vernier.loadtest.simulate;

import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Loading;
import dev.vernier.policy.simulate.Scenario;
import dev.vernier.policy.simulate.Speed;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.TraceRequest;
import dev.vernier.policy.simulate.World;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that say what the simulated machine does beside running batches. */
final class WorldOptions {
    private static final double MOST_PAUSES = 50;
    private static final double MOST_SPREAD = 1;
    private static final double MOST_MIB = 100_000;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--pauses",
            paramLabel = "N",
            defaultValue = "0",
            description = "Pauses of the whole machine, such as collections of garbage, of 2 to 12 ms: N in a second."
                    + " Default: ${DEFAULT-VALUE}.")
    private double pauses;

    @Option(
            names = "--slowdown",
            paramLabel = "X",
            defaultValue = "0",
            description =
                    "Spread of the machine's speed, which wanders within a second or two. Default: ${DEFAULT-VALUE}.")
    private double slowdown;

    @Option(
            names = "--cold",
            paramLabel = "MIB",
            defaultValue = "0",
            description =
                    "The server has just started: variants of this size come one after the other, 10 ms of a lane for"
                            + " each MiB. Default: all are there.")
    private double coldMib;

    /** The machine that the ladder runs on during the trace. */
    World world(ModelProfile model, Trace trace, long seed) {
        check();
        double seconds = trace.requests().stream()
                        .mapToLong(TraceRequest::arrivalNanos)
                        .max()
                        .orElse(0)
                / 1e9;
        World world = World.of(Scenario.LANES, List.of(model));
        if (pauses > 0) {
            world = world.at(Speed.withPauses(new Random(seed), seconds, pauses));
        } else if (slowdown > 0) {
            world = world.at(Speed.wandering(new Random(seed), seconds, slowdown));
        }
        return coldMib > 0
                ? world.loading(Loading.cold(
                        List.of(Collections.nCopies(model.variants().size(), coldMib))))
                : world;
    }

    private void check() {
        demand(pauses >= 0 && pauses <= MOST_PAUSES, "--pauses must be between 0 and 50");
        demand(slowdown >= 0 && slowdown <= MOST_SPREAD, "--slowdown must be between 0 and 1");
        demand(pauses == 0 || slowdown == 0, "--pauses and --slowdown exclude each other");
        demand(coldMib >= 0 && coldMib <= MOST_MIB, "--cold must be between 0 and 100000");
    }

    private void demand(boolean holds, String what) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), what);
        }
    }
}
