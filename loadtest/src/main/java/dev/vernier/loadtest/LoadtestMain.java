package dev.vernier.loadtest;

import dev.vernier.loadtest.bench.BenchCommand;
import dev.vernier.loadtest.bench.EchoCommand;
import dev.vernier.loadtest.demo.DemoCommand;
import dev.vernier.loadtest.load.LoadException;
import dev.vernier.loadtest.load.LoadtestCommand;
import dev.vernier.loadtest.report.ReportCommand;
import dev.vernier.loadtest.simulate.SimulateCommand;
import dev.vernier.store.StoreException;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The module's runnable jar: one verb, then its options. */
@Command(
        name = "vernier",
        description = "Load tests, benchmarks, simulations, the demo and reports.",
        mixinStandardHelpOptions = true,
        subcommands = {
            DemoCommand.class,
            LoadtestCommand.class,
            BenchCommand.class,
            SimulateCommand.class,
            EchoCommand.class,
            ReportCommand.class
        })
public final class LoadtestMain {
    private LoadtestMain() {}

    /** Runs a verb and ends the process with its exit code: 0 ok, 1 failed, 2 wrong usage. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new LoadtestMain())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(LoadtestMain::explain);
    }

    /** What a user can act on is one line; anything else is a bug and keeps its stack trace. */
    private static int explain(Exception failure, CommandLine verb, ParseResult arguments) throws Exception {
        if (!(failure instanceof IOException
                || failure instanceof LoadException
                || failure instanceof StoreException)) {
            throw failure;
        }
        String what = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        verb.getErr().println("vernier " + verb.getCommandName() + ": " + what);
        return 1;
    }
}
