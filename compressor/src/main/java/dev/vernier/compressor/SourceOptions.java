package dev.vernier.compressor;

import dev.vernier.compressor.graph.Pooling;
import dev.vernier.compressor.source.SourceException;
import dev.vernier.compressor.source.SourceReader;
import dev.vernier.compressor.source.SourceRequest;
import dev.vernier.store.Task;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say what is compressed. */
final class SourceOptions {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec verb;

    private String model = "";

    @Parameters(
            paramLabel = "MODEL",
            description =
                    "An .onnx file with a tokenizer.json beside it, a folder with both, or a built-in model: minilm,"
                            + " wordnet-topics, bge-small-en-v15, bge-small-zh-v15.")
    void setModel(String named) {
        requireFound(verb, named);
        model = named;
    }

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description =
                    "Texts, one {\"text\": ..., \"pair\": ..., \"label\": ...} a line, the last two optional. Three in"
                            + " ten, by a hash of the text, are for measuring and seen by no pass. Default: a built-in model's own.")
    private @Nullable Path texts;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = "The graph's output that matters. Default: its only one of floating-point numbers.")
    private @Nullable String output;

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "The longest text. Default: what the files beside the model say, else 512.")
    private @Nullable Integer maxTokens;

    @Option(names = "--name", paramLabel = "NAME", description = "The model's name in the store. Default: the file's.")
    private @Nullable String name;

    private @Nullable Pooling pooling;
    private @Nullable Task task;

    @Option(
            names = "--pooling",
            paramLabel = "HOW",
            description =
                    "How the vectors of tokens become one: mean or cls. Default: what 1_Pooling/config.json says.")
    void setPooling(String how) {
        pooling = switch (how.toLowerCase(Locale.ROOT)) {
            case "mean" -> Pooling.MEAN;
            case "cls" -> Pooling.CLS;
            default ->
                throw new ParameterException(verb.commandLine(), "--pooling " + how + ": there are mean and cls");
        };
    }

    @Option(
            names = "--task",
            paramLabel = "WHAT",
            description =
                    "embed or classify. Default: classify where the texts have labels, over an encoder with a head that"
                            + " is trained on them.")
    void setTask(String what) {
        task = switch (what.toLowerCase(Locale.ROOT)) {
            case "embed" -> Task.EMBED;
            case "classify" -> Task.CLASSIFY;
            default ->
                throw new ParameterException(verb.commandLine(), "--task " + what + ": there are embed and classify");
        };
    }

    /** A model that is not there is a usage error. */
    static void requireFound(CommandSpec verb, String model) {
        try {
            SourceReader.requireFound(model);
        } catch (SourceException e) {
            throw new ParameterException(verb.commandLine(), e.getMessage(), e);
        }
    }

    SourceRequest request() {
        return new SourceRequest(model, texts, task, output, pooling, maxTokens, name);
    }
}
