package dev.vernier.compressor;

import dev.vernier.compressor.calibrate.ValueErrors;
import dev.vernier.compressor.corpus.LabelledText;
import dev.vernier.compressor.corpus.TextFile;
import dev.vernier.compressor.graph.Graph;
import dev.vernier.compressor.graph.Normalization;
import dev.vernier.compressor.source.SourceReader;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.TextInput;
import dev.vernier.store.measure.ResultFile;
import dev.vernier.store.tokenizer.Encoding;
import dev.vernier.store.tokenizer.Tokenizer;
import dev.vernier.store.tokenizer.Tokenizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diff A B}: what is different between two variants, or two model files. */
@Command(
        name = "diff",
        description =
                "Shows what is different between two variants or two model files, and how far each layer's output is"
                        + " from what it was.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class DiffCommand implements Callable<Integer> {
    private static final int MAX_TOKENS = 128;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "A", description = "An .onnx file; with --store MODEL/VARIANT.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "B", description = "The same for the other.")
    private String second = "";

    @Option(names = "--store", paramLabel = "DIR", description = "The store.")
    private @Nullable Path store;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "Texts, one {\"text\": ...} a line. Default: with --store those that A was measured on.")
    private @Nullable Path data;

    @Option(
            names = "--tokenizer",
            paramLabel = "FILE",
            description = "Default: with --store A's, else the tokenizer.json beside A.")
    private @Nullable Path tokenizer;

    @Option(
            names = "--texts",
            paramLabel = "N",
            defaultValue = "64",
            description = "The first so many of the texts. Default: ${DEFAULT-VALUE}.")
    private int texts;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the differences there.")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        String command =
                String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
        try (ResultFile file = new ResultFile(json, command, 0, false)) {
            DiffReport report = report();
            report.fields().forEach(file::set);
            report.print(spec.commandLine().getOut());
            spec.commandLine().getOut().flush();
            file.complete();
        }
        return 0;
    }

    private DiffReport report() throws IOException {
        Graph a = graph(first);
        Graph b = graph(second);
        GraphDiff diff = GraphDiff.of(a, b);
        List<Encoding> sample = sample();
        Map<String, Double> errors = sample.isEmpty() ? Map.of() : ValueErrors.of(a, b, diff.values(a, b), sample);
        return new DiffReport(
                new DiffReport.Named(first, a), new DiffReport.Named(second, b), diff, errors, sample.size());
    }

    private Graph graph(String named) throws IOException {
        if (store != null) {
            return StoredVariant.find(ModelStore.open(store), named).graph();
        }
        SourceOptions.requireFound(spec, named);
        return Normalization.form(SourceReader.graph(named));
    }

    private List<Encoding> sample() throws IOException {
        ModelVersion version = store == null
                ? null
                : StoredVariant.find(ModelStore.open(store), first).version();
        Path file = data == null ? evaluation(version) : data;
        if (file == null) {
            return List.of();
        }
        List<LabelledText> all = TextFile.read(file);
        try (Tokenizer opened = Tokenizers.load(tokenizer(version))) {
            return all.stream()
                    .limit(texts)
                    .map(text -> opened.encode(text.text(), text.pair(), MAX_TOKENS))
                    .toList();
        }
    }

    private @Nullable Path evaluation(@Nullable ModelVersion version) {
        String digest = version == null ? null : version.evaluation();
        return digest == null || store == null ? null : ModelStore.open(store).blob(digest);
    }

    private Path tokenizer(@Nullable ModelVersion version) {
        if (tokenizer != null) {
            return tokenizer;
        }
        TextInput text = version == null ? null : version.text();
        if (text != null && store != null) {
            return ModelStore.open(store).blob(text.tokenizer());
        }
        return Path.of(first).resolveSibling("tokenizer.json");
    }
}
