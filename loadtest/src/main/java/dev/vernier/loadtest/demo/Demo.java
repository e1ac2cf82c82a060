package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.AnswerScorer;
import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.ReferenceAnswers;
import dev.vernier.loadtest.load.StoredTexts;
import dev.vernier.loadtest.report.Report;
import dev.vernier.loadtest.stage.Bench;
import dev.vernier.loadtest.stage.Capacities;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.loadtest.stage.Launcher;
import dev.vernier.loadtest.stage.Narration;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The demo from its first step to its report.
 *
 * @param keepsServing whether the server stays up at the end
 */
record Demo(Launcher launcher, DemoFiles files, boolean isQuick, boolean keepsServing, long seed, Narration narration) {
    static final String MODEL = "wordnet-topics";

    /** Runs it all; true unless the books of a step are not in order. */
    boolean run(ResultFile result) throws IOException, InterruptedException {
        long startNanos = System.nanoTime();
        files.prepare();
        if (files.isOwnStore()) {
            compress();
        }
        ModelStore store = ModelStore.open(files.store());
        ModelVersion version = StoredTexts.find(store, MODEL, "");
        Corpus corpus = StoredTexts.of(store, version);
        narration.heading("Starting the server");
        try (RunningServer server = RunningServer.start(launcher, files.store(), files.serverLog())) {
            narration.line("  gRPC on " + server.grpc() + ", metrics on " + server.metrics());
            DemoOutcome outcome = measure(server, version, corpus, result, startNanos);
            outcome.write(result, seed);
            result.complete();
            Report.write(List.of(files.result()), files.report());
            outcome.print(narration, seed);
            narration.heading("Report: " + files.report().toAbsolutePath());
            serve(server, corpus);
            return outcome.areBooksInOrder();
        }
    }

    private void compress() throws IOException, InterruptedException {
        narration.heading("Compressing " + MODEL);
        List<String> arguments = new ArrayList<>(
                List.of(MODEL, "--recipe", "demo", "--store", files.store().toString()));
        arguments.addAll(List.of("--json", files.compressResult().toString(), "--seed", Long.toString(seed)));
        if (isQuick) {
            arguments.add("--quick");
        }
        launcher.run("compress", arguments);
    }

    private DemoOutcome measure(
            RunningServer server, ModelVersion version, Corpus corpus, ResultFile result, long startNanos)
            throws IOException, InterruptedException {
        try (InferenceClient client = InferenceClient.connect(server.grpc(), 1)) {
            Bench bench = new Bench(client, Ask.of(MODEL), corpus, seed);
            Timetable timetable = isQuick ? Timetable.QUICK : Timetable.FULL;
            ReferenceAnswers references = new ReferenceAnswers(corpus.size());
            narration.heading("Capacity of each variant alone: 32 requests in flight, best of three windows");
            Capacities capacities =
                    new Capacities(bench, timetable.capacityWarmUp(), timetable.capacityWindow(), narration);
            Ladder ladder = capacities.measure(version, references);
            Duration slo = capacities.slo(ladder);
            DemoOutcome outcome = new DemoOutcome(
                    version,
                    corpus,
                    ladder,
                    slo.toMillis(),
                    CompressedVariants.read(files.compressResult(), files.isOwnStore()));
            outcome.write(result, seed);
            Ramp ramp = new Ramp(
                    bench,
                    new AnswerScorer(corpus, references, version.task()),
                    references.texts(),
                    ladder.referenceRps(),
                    slo);
            narration.heading(String.format(
                    Locale.ROOT,
                    "The ramp: an answer is in time within %d ms of when its request was due",
                    slo.toMillis()));
            new RampRun(ramp, timetable, narration, startNanos).run(Place.ramp(isQuick), step -> {
                outcome.enter(step);
                outcome.writeSteps(result);
            });
            return outcome;
        }
    }

    private void serve(RunningServer server, Corpus corpus) throws IOException, InterruptedException {
        if (keepsServing) {
            String text = corpus.text(0).text();
            narration.heading("The server stays up until Ctrl-C. Ask it by hand:");
            narration.line(Examples.grpcurl(server.grpc(), MODEL, text));
            narration.heading("or from Java, with vernier-proto and grpc-netty on the class path:");
            narration.line(Examples.javaClient(server.grpc(), MODEL, text));
            server.await();
        }
    }
}
