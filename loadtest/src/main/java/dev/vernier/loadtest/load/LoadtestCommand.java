package dev.vernier.loadtest.load;

import dev.vernier.store.Task;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verb {@code loadtest}. */
@Command(
        name = "loadtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Sends a measured open-loop load to a server that speaks the Open Inference Protocol over gRPC.")
public final class LoadtestCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--target",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:8001",
            description = "The server. Default: ${DEFAULT-VALUE}.")
    private String target = "";

    @Option(names = "--model", paramLabel = "NAME", required = true, description = "The model; it must take text.")
    private String model = "";

    @Option(names = "--model-version", paramLabel = "V", defaultValue = "", description = "Default: the latest.")
    private String version = "";

    @ArgGroup(multiplicity = "1")
    private RateShape shape = new RateShape();

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationText.class,
            description = "Of the whole run, or of each step. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--warm-up",
            paramLabel = "TIME",
            defaultValue = "2s",
            converter = DurationText.class,
            description = "Load at the first rate that is not counted, before the run. Default: ${DEFAULT-VALUE}.")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--arrivals",
            paramLabel = "KIND",
            defaultValue = "POISSON",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Arrivals arrivals = Arrivals.POISSON;

    @Option(
            names = "--slo",
            paramLabel = "TIME",
            defaultValue = "100ms",
            converter = DurationText.class,
            description =
                    "An answer within it, from the time its request was due, is in time. Default: ${DEFAULT-VALUE}.")
    private Duration slo = Duration.ZERO;

    @ArgGroup(multiplicity = "1")
    private TextSource texts = new TextSource();

    @ArgGroup(exclusive = false)
    private Wishes wishes = new Wishes();

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "1",
            description = "HTTP/2 connections. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--max-requests",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "The run ends there. Default: ${DEFAULT-VALUE}.")
    private int maxRequests;

    @Option(
            names = "--max-in-flight",
            paramLabel = "N",
            defaultValue = "10000",
            description = "What is due beyond that is lost unsent. Default: ${DEFAULT-VALUE}.")
    private int maxInFlight;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--histogram",
            paramLabel = "FILE",
            description = "Writes the latencies there, as an HdrHistogram log.")
    private @Nullable Path histogram;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Of the arrivals and of the order of the texts. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Segment> segments = segments();
        Corpus corpus = texts.read(model, version);
        try (InferenceClient client = InferenceClient.connect(target, connections);
                ResultFile result = new ResultFile(json, command(), seed, false)) {
            Bodies bodies = corpus.encoded(new Ask(model, version, wishes.parameters()));
            Scorer scorer = new AnswerScorer(corpus, new ReferenceAnswers(corpus.size()), Task.CLASSIFY);
            OpenLoop loop = new OpenLoop(client, slo.multipliedBy(10).plusSeconds(1), maxInFlight);
            if (!warmUp.isZero()) {
                Segment first = Segment.step(Math.max(1, segments.get(0).fromRps()), warmUp);
                loop.run(plan(List.of(first), corpus, seed + 1), bodies, scorer, slo);
            }
            ServerCpu serverCpu = ServerCpu.of(target);
            ClientEffort.Watch watch = ClientEffort.start(client);
            Ledger ledger = loop.run(plan(segments, corpus, seed), bodies, scorer, slo);
            ClientEffort effort = watch.stop(ledger, slo.toNanos() / 1e6);
            write(result, ledger, corpus.isLabelled(), effort, serverCpu.seconds());
            return conclude(ledger, effort);
        }
    }

    private List<Segment> segments() {
        try {
            return shape.segments(duration);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private Plan plan(List<Segment> segments, Corpus corpus, long planSeed) {
        return Plan.of(Schedule.of(segments, arrivals, planSeed, maxRequests), corpus.size(), planSeed);
    }

    private void write(
            ResultFile result,
            Ledger ledger,
            boolean isLabelled,
            ClientEffort effort,
            @Nullable Double serverCpuSeconds)
            throws IOException {
        result.set("target", target).set("model", model).set("slo_ms", slo.toNanos() / 1e6);
        LoadFields.run(Tally.of(ledger), isLabelled).forEach(result::set);
        result.set("client_cpu_s", effort.cpuSeconds())
                .set("server_cpu_s", serverCpuSeconds)
                .set("client_bound", effort.isBound())
                .set("histogram", histogram == null ? null : histogram.toString())
                .set("series", LoadFields.series(ledger));
        if (histogram != null) {
            HistogramLog.write(Tally.of(ledger), histogram);
        }
        result.complete();
    }

    /** Prints what came out; the exit code is 1 where the books are not in order. */
    private int conclude(Ledger ledger, ClientEffort effort) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(LoadSummary.of(Tally.of(ledger), effort));
        String firstFailure = ledger.firstFailure();
        if (firstFailure != null) {
            out.println("  first failure  " + firstFailure);
        }
        out.flush();
        boolean isInOrder = ledger.unmatched() == 0 && Tally.of(ledger).isBalanced();
        if (!isInOrder) {
            spec.commandLine()
                    .getErr()
                    .println("vernier loadtest: " + ledger.unmatched() + " answers carried another request's id");
        }
        return isInOrder ? 0 : 1;
    }

    private String command() {
        return String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
    }
}
