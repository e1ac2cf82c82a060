package dev.vernier.compressor;

import dev.vernier.compressor.graph.OnnxReader;
import dev.vernier.compressor.sparse.KernelTimes;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.SessionException;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

    @Option(
            names = "--sparse-kernels",
            description =
                    "Races sparse products in Java, over the model's own matrices with 50 to 99 %% zeros, against ONNX"
                            + " Runtime's dense product; measures no variant.")
    private boolean racesSparseKernels;

    @Mixin
    private final MeasuringOptions options = new MeasuringOptions();

    @Override
    public Integer call() throws IOException, SessionException {
        ModelStore opened = ModelStore.open(store);
        ModelVersion found = StoredModels.find(opened, model, version);
        try (ResultFile file = options.resultFile()) {
            if (racesSparseKernels) {
                raceSparseKernels(opened, found, file);
            } else {
                measure(opened, found, file);
            }
            file.complete();
        }
        return 0;
    }

    private void measure(ModelStore opened, ModelVersion found, ResultFile file) throws IOException, SessionException {
        CompressionPlan plan = options.plan(List.of(), found.task(), Goal.DEFAULT);
        double work =
                new WorkEstimate(plan, found.task()).evaluation(found.variants().size());
        MeasuredVersion measured = new Reevaluation(opened, found).run(plan, ProgressBar.onErrorStream(work));
        ResultFields.write(measured, Map.of(), file);
        ResultTable.print(measured, spec.commandLine().getOut());
        new Ladder(measured.variants()).print(spec.commandLine().getOut());
        ResultTable.printDamage(measured, spec.commandLine().getOut());
    }

    private void raceSparseKernels(ModelStore opened, ModelVersion found, ResultFile file) {
        List<KernelTimes> times = SparseKernels.of(
                        OnnxReader.read(opened.modelFile(found.reference())), options.isQuick(), options.seed())
                .race(ProgressBar.onErrorStream(1));
        file.set("model", found.model());
        file.set("sparse_kernels", times.stream().map(KernelTimes::fields).toList());
        SparseKernels.print(times, spec.commandLine().getOut());
    }
}
