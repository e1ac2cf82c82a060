package dev.vernier.compressor;

import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.compressor.recipe.RecipeException;
import dev.vernier.compressor.recipe.RecipeFile;
import dev.vernier.compressor.source.SourceModel;
import dev.vernier.compressor.source.SourceReader;
import dev.vernier.store.ModelStore;
import dev.vernier.store.SessionException;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code compress MODEL}: makes a ladder of variants, measures each, publishes all into a store. */
@Command(
        name = "compress",
        description =
                "Makes a ladder of compressed variants of a model, measures each and publishes them into a store.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CompressCommand implements Callable<Integer> {
    private static final String ADVICE =
            "the store has the models that it had before, and --resume goes on from the variants that were finished";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final SourceOptions source = new SourceOptions();

    @Option(names = "--store", paramLabel = "DIR", required = true, description = "The store; made if there is none.")
    private Path store = Path.of("store");

    @Mixin
    private final GoalOptions goal = new GoalOptions();

    @Option(
            names = "--resume",
            description =
                    "Goes on from the variants that a run of the same, cut short by a crash or a signal, has finished.")
    private boolean resumes;

    private List<Recipe> recipes = List.of();

    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            defaultValue = "default",
            description =
                    "YAML that says which passes make which variant, or a built-in recipe: default or demo. Default:"
                            + " ${DEFAULT-VALUE}.")
    void setRecipe(String nameOrFile) {
        try {
            recipes = RecipeFile.read(nameOrFile);
        } catch (RecipeException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    @Mixin
    private final MeasuringOptions options = new MeasuringOptions();

    @Override
    public Integer call() throws IOException, InterruptedException, SessionException {
        CommandLine commandLine = spec.commandLine();
        if (!ChildJvm.isThis()) {
            List<String> typed = commandLine.getParent().getParseResult().originalArgs();
            return ChildJvm.run(CompressorMain.class, typed, commandLine.getErr(), ADVICE);
        }
        ChildJvm.endWithParent();
        try (ResultFile file = options.resultFile()) {
            CompressionResult result = compressed(SourceReader.read(source.request()));
            ResultFields.write(result.published(), result.passSeconds(), file);
            file.set("not_made", result.notMade()).complete();
            ResultTable.print(result.published(), commandLine.getOut());
            new Ladder(result.published().variants()).print(commandLine.getOut());
            LeftReport.print(result.published().version(), commandLine.getOut());
            result.notMade()
                    .forEach((name, reason) -> commandLine.getOut().println("not made: " + name + ": " + reason));
            options.tellReport(commandLine.getOut());
        }
        return 0;
    }

    private CompressionResult compressed(SourceModel model) throws SessionException {
        CompressionPlan plan = options.plan(recipes, model.task(), goal.goal());
        ProgressBar progress = ProgressBar.onErrorStream(new WorkEstimate(plan, model.task()).total());
        return Compression.run(model, ModelStore.create(store), plan, new Unfinished(store, resumes), progress);
    }
}
