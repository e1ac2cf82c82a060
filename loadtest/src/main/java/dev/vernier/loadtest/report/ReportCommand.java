package dev.vernier.loadtest.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verb {@code report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Turns result files into one HTML page that needs nothing else.")
public final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Result files, as verbs write them with --json.")
    private List<Path> files = List.of();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Where to write the page. Default: beside the first file, ending in .html.")
    private @Nullable Path out;

    @Override
    public Integer call() throws IOException {
        Path page = out == null ? beside(files.get(0)) : out;
        Report.write(files, page);
        spec.commandLine().getOut().println(page.toAbsolutePath());
        return 0;
    }

    /** The same name with the ending .html. */
    private static Path beside(Path file) {
        String name = file.getFileName().toString();
        return file.resolveSibling((name.endsWith(".json") ? name.substring(0, name.length() - 5) : name) + ".html");
    }
}
