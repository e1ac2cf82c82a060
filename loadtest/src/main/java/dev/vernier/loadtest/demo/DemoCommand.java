package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.stage.Launcher;
import dev.vernier.loadtest.stage.Narration;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The verb {@code demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows adaptive precision on a real model, from end to end.",
            "Compresses a text classifier into variants, serves them, and drives the server up to three times the load"
                    + " that full precision can carry and down again: adaptive, fp32 only and int8 only side by side."
                    + " Ends with a table and an HTML report. Takes 6 minutes on 2 cores."
        })
public final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--quick", description = "Fewer texts and steps: 2.5 minutes, wider intervals.")
    private boolean isQuick;

    @Option(
            names = "--serve",
            description = "Leaves the server up at the end, and prints how to ask it by grpcurl and from Java.")
    private boolean keepsServing;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where everything is left. Default: reports/demo in the checkout.")
    private @Nullable Path directory;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Serves the model of this store instead of compressing it anew.")
    private @Nullable Path store;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "The result file. Default: demo.json in the directory.")
    private @Nullable Path json;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of data, arrivals and resampling. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Launcher launcher = Launcher.current();
        DemoFiles files = files(launcher);
        Narration narration =
                new Narration(spec.commandLine().getOut(), spec.commandLine().getErr());
        String command =
                String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
        try (ResultFile result = new ResultFile(files.result(), command, seed, isQuick)) {
            boolean isInOrder = new Demo(launcher, files, isQuick, keepsServing, seed, narration).run(result);
            return isInOrder ? 0 : 1;
        }
    }

    private DemoFiles files(Launcher launcher) {
        Path own = directory == null ? launcher.home().resolve("reports").resolve("demo") : directory.toAbsolutePath();
        Path served = store == null ? own.resolve("store") : store.toAbsolutePath();
        return new DemoFiles(
                own, served, store == null, json == null ? own.resolve("demo.json") : json.toAbsolutePath());
    }
}
