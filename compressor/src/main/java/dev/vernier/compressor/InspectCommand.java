package dev.vernier.compressor;

import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Normalization;
import dev.vernier.compressor.source.SourceReader;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code inspect MODEL}: shows a graph and its transformer blocks, or the cards of a stored model. */
@Command(
        name = "inspect",
        description = "Shows a graph with its parameters and transformer blocks, and, of a stored model, its cards.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InspectCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(
            paramLabel = "MODEL",
            description = "An .onnx file, a folder with one, a built-in model, or with --store a model of it.")
    private String model = "";

    @Option(names = "--store", paramLabel = "DIR", description = "The store.")
    private @Nullable Path store;

    @Option(names = "--model-version", paramLabel = "N", description = "Which version. Default: the latest.")
    private String version = "";

    @Option(
            names = "--variant",
            paramLabel = "NAME",
            description = "Which variant's graph and whole card. Default: all.")
    private @Nullable String variant;

    @Option(
            names = "--spectrum",
            description = "How low the ranks of its matrices are. Default variant: the reference.")
    private boolean showsSpectrum;

    @Option(names = "--json", paramLabel = "FILE", description = "With --spectrum: writes the energy curves there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (showsSpectrum) {
            spectrum(out);
        } else if (store != null) {
            stored(ModelStore.open(store), out);
        } else {
            GraphReport.print(Normalization.apply(graph()), out);
        }
        out.flush();
        return 0;
    }

    private void spectrum(PrintWriter out) throws IOException {
        String command =
                String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
        try (ResultFile file = new ResultFile(json, command, 0, false)) {
            SpectrumReport report =
                    SpectrumReport.of(store == null ? Normalization.apply(graph()) : stored(ModelStore.open(store)));
            report.print(out);
            file.set("model", model).set("spectra", report.fields()).complete();
        }
    }

    private Graph graph() throws IOException {
        SourceOptions.requireFound(spec, model);
        return SourceReader.graph(model);
    }

    private Graph stored(ModelStore opened) {
        ModelVersion found = StoredModels.find(opened, model, version);
        return StoredVariant.of(
                        opened, found, variant == null ? found.reference().name() : variant)
                .graph();
    }

    private void stored(ModelStore opened, PrintWriter out) {
        ModelVersion found = StoredModels.find(opened, model, version);
        if (variant == null) {
            CardReport.print(found, out);
            return;
        }
        StoredVariant shown = StoredVariant.of(opened, found, variant);
        CardReport.print(shown.card(), out);
        GraphReport.print(shown.graph(), out);
    }
}
