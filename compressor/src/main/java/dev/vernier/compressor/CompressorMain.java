package dev.vernier.compressor;

import dev.vernier.compressor.graph.GraphException;
import dev.vernier.compressor.source.SourceException;
import dev.vernier.store.SessionException;
import dev.vernier.store.StoreException;
import dev.vernier.store.measure.Machine;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The verbs of the compressor. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
        name = "vernier",
        description = "Makes, measures and shows compressed variants of models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "VERB",
        subcommands = {CompressCommand.class, EvaluateCommand.class, InspectCommand.class, DiffCommand.class})
public final class CompressorMain {
    /** What a verb may throw for reasons outside this program: its message says all that a user needs. */
    private static final List<Class<? extends Exception>> EXPECTED = List.of(
            GraphException.class,
            SourceException.class,
            CompressionException.class,
            StoreException.class,
            SessionException.class,
            IOException.class);

    private CompressorMain() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine main = new CommandLine(new CompressorMain()).setExecutionExceptionHandler(CompressorMain::report);
        String version = "vernier " + Machine.vernierVersion();
        main.getCommandSpec().version(version);
        main.getSubcommands().values().forEach(verb -> verb.getCommandSpec().version(version));
        return main;
    }

    private static int report(Exception thrown, CommandLine verb, CommandLine.ParseResult arguments) {
        if (EXPECTED.stream().anyMatch(type -> type.isInstance(thrown))) {
            verb.getErr().println("vernier " + verb.getCommandName() + ": " + thrown.getMessage());
        } else {
            thrown.printStackTrace(verb.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
