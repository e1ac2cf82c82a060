package dev.vernier.compressor;

import dev.vernier.compressor.evaluation.Gate;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.SessionException;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code evaluate MODEL}: measures the variants of a stored model again; the store stays as it is. */
@Command(
        name = "evaluate",
        description = "Measures the variants of a stored model again, on the texts that were stored with it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "MODEL", description = "A model of the store.")
    private String model = "";

    @Option(names = "--store", paramLabel = "DIR", required = true, description = "The store.")
    private Path store = Path.of("store");

    @Option(names = "--model-version", paramLabel = "N", description = "Which version. Default: the latest.")
    private String version = "";

    @Mixin
    private final MeasuringOptions options = new MeasuringOptions();

    @Override
    public Integer call() throws IOException, SessionException {
        try (ResultFile file = options.resultFile()) {
            MeasuredVersion measured = measured();
            ResultFields.write(measured, Map.of(), file);
            file.complete();
            ResultTable.print(measured, spec.commandLine().getOut());
        }
        return 0;
    }

    private MeasuredVersion measured() throws IOException, SessionException {
        ModelStore opened = ModelStore.open(store);
        ModelVersion found = StoredModels.find(opened, model, version);
        CompressionPlan plan = options.plan(found.task(), Gate.DEFAULT);
        double work =
                new WorkEstimate(plan, found.task()).evaluation(found.variants().size());
        return new Reevaluation(opened, found).run(plan, ProgressBar.onErrorStream(work));
    }
}
