package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.store.ModelStore;
import dev.vernier.store.SessionException;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compress MODEL}: makes a ladder of variants, measures each, publishes all into a store. */
@Command(
        name = "compress",
        description =
                "Makes a ladder of compressed variants of a model, measures each and publishes them into a store.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CompressCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A built-in model: minilm or wordnet-topics.")
    private String model = "";

    @Option(names = "--store", paramLabel = "DIR", required = true, description = "The store; made if there is none.")
    private Path store = Path.of("store");

    @Option(names = "--quick", description = "Fewer texts: wider intervals, in a third of the time.")
    private boolean isQuick;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of every resampling. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--threads", paramLabel = "N", description = "Threads that work at once. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException, SessionException {
        BuiltInModel builtIn = BuiltInModel.named(model)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "no model '" + model + "': there are minilm and wordnet-topics"));
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads " + threads + ": at least 1 is needed");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (ResultFile file = new ResultFile(json, command(), seed, isQuick)) {
            CompressionResult result = compressed(builtIn.load());
            ResultFields.write(result, file);
            file.complete();
            ResultTable.print(result, out);
        }
        return 0;
    }

    private CompressionResult compressed(SourceModel source) throws SessionException {
        CompressionPlan plan = isQuick
                ? CompressionPlan.quick(seed, threads, Gate.DEFAULT)
                : CompressionPlan.full(seed, threads, Gate.DEFAULT);
        ProgressBar progress = ProgressBar.onErrorStream(new WorkEstimate(plan, source.task()).total());
        return Compression.run(source, ModelStore.create(store), plan, progress);
    }

    private String command() {
        return String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
    }
}
