package dev.vernier.server;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The server's verbs. */
@Command(
        name = "vernier",
        subcommands = {ServeCommand.class, RehearseCommand.class},
        mixinStandardHelpOptions = true,
        description = "Serves ONNX models with the precision that the load allows.")
public final class ServerMain {
    private ServerMain() {}

    /** Runs a verb and ends the process with its exit code: 0 fine, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ServerMain()).execute(arguments));
    }
}
