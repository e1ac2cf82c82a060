package dev.vernier.loadtest.bench;

import picocli.CommandLine.Command;

/** The verb {@code bench}; each benchmark is a verb of its own below it. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "BENCHMARK",
        description = {
            "Measures the server on this machine: contenders in turn in one run, several rounds, medians with intervals.",
            "Each benchmark starts its servers itself."
        },
        subcommands = {
            AdaptiveCommand.class,
            CeilingCommand.class,
            ColdStartCommand.class,
            MemoryCommand.class,
            OverheadCommand.class,
            OverloadCommand.class
        })
public final class BenchCommand {}
