package dev.vernier.compressor;

import dev.vernier.compressor.recipe.Recipe;
import dev.vernier.store.Task;
import dev.vernier.store.measure.ResultFile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of every verb that measures variants. */
final class MeasuringOptions {
    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec verb;

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

    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--threads", paramLabel = "N", description = "Threads that work at once. Default: all cores.")
    void setThreads(int count) {
        if (count < 1) {
            throw new ParameterException(verb.commandLine(), "--threads " + count + ": at least 1 is needed");
        }
        threads = count;
    }

    CompressionPlan plan(List<Recipe> recipes, Task task, Goal goal) {
        return isQuick
                ? CompressionPlan.quick(recipes, task, seed, threads, goal)
                : CompressionPlan.full(recipes, task, seed, threads, goal);
    }

    boolean isQuick() {
        return isQuick;
    }

    long seed() {
        return seed;
    }

    /** Where the figures are, for whoever wants to see them drawn. */
    void tellReport(PrintWriter out) {
        if (json != null) {
            out.println("drawn by: vernier report " + json);
            out.flush();
        }
    }

    /** The result file of this run, which begins now. */
    ResultFile resultFile() {
        String command =
                String.join(" ", verb.commandLine().getParent().getParseResult().originalArgs());
        return new ResultFile(json, command, seed, isQuick);
    }
}
