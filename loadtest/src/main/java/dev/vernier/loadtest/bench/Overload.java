package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Arrivals;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.ClientEffort;
import dev.vernier.loadtest.load.ClosedLoop;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.OpenLoop;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.ReferenceAnswers;
import dev.vernier.loadtest.load.Schedule;
import dev.vernier.loadtest.load.Segment;
import dev.vernier.loadtest.load.StoredTexts;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.loadtest.stage.ServerMeters;
import dev.vernier.store.measure.CpuWatch;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Twice what one variant carries, without deadlines and with them. */
record Overload(Ground ground, StoredModel model, String variant) {
    private static final double LOAD = 2;
    private static final Duration IN_TIME = Duration.ofMillis(200);

    /** 32 in flight wait for each other; within this time nothing is refused. */
    private static final Duration LONG = Duration.ofMillis(900);

    /** Until the JVMs on both sides have compiled what answers, and then what refuses. */
    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Duration REFUSALS_WARM_UP = Duration.ofSeconds(15);
    private static final int IN_FLIGHT = 32;
    private static final int WINDOWS = 3;
    private static final int MAX_IN_FLIGHT = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long REST_NANOS = 500_000_000;

    /** False when a count did not add up or an answer was not its request's. */
    boolean run(ResultFile result) throws IOException, InterruptedException {
        Corpus corpus = StoredTexts.of(model.store(), model.version());
        ground.narration().heading("Starting the server");
        try (RunningServer server = RunningServer.start(ground.launcher(), model.directory(), ground.log());
                InferenceClient client = InferenceClient.connect(server.grpc(), 1)) {
            double capacityRps = capacity(client, corpus);
            ground.narration()
                    .heading(String.format(
                            Locale.ROOT,
                            "%s carries %.0f answers per second; offered are %.0fx",
                            variant,
                            capacityRps,
                            LOAD));
            List<OverloadRow> rows = new ArrayList<>();
            for (Duration deadline : Arrays.asList(null, IN_TIME)) {
                rows.add(run(server, client, corpus, capacityRps, deadline));
                result.set("rows", rows.stream().map(OverloadRow::fields).toList());
            }
            result.set("finding", sentence(rows));
            print(rows);
            return rows.stream().allMatch(OverloadRow::isInOrder);
        }
    }

    private double capacity(InferenceClient client, Corpus corpus) throws InterruptedException {
        Bodies bodies = corpus.encoded(model.ask().pinned(variant).within(LONG));
        client.awaitAnswer(bodies);
        Duration window = ground.isQuick() ? Duration.ofSeconds(2) : Duration.ofSeconds(5);
        return new ClosedLoop(IN_FLIGHT, WARM_UP, window, WINDOWS)
                .run(client, corpus, bodies, new ReferenceAnswers(corpus.size()), ground.seed())
                .bestRps();
    }

    private OverloadRow run(
            RunningServer server,
            InferenceClient client,
            Corpus corpus,
            double capacityRps,
            @Nullable Duration deadline)
            throws IOException, InterruptedException {
        Duration length = ground.isQuick() ? Duration.ofSeconds(5) : Duration.ofSeconds(15);
        Bodies bodies = corpus.encoded(model.ask().pinned(variant));
        OpenLoop loop = new OpenLoop(client, PATIENCE, MAX_IN_FLIGHT, deadline);
        ReferenceAnswers answers = new ReferenceAnswers(corpus.size());
        loop.run(plan(capacityRps, REFUSALS_WARM_UP, corpus), bodies, answers, IN_TIME);
        LockSupport.parkNanos(REST_NANOS);
        double before = ServerMeters.read(server.metrics()).sum("vernier_requests_total");
        CpuWatch others = CpuWatch.start();
        ClientEffort.Watch effort = ClientEffort.start(client);
        Ledger ledger = loop.run(plan(capacityRps, length, corpus), bodies, answers, IN_TIME);
        boolean isClientBound = effort.stop(ledger, IN_TIME.toNanos() / 1e6).isBound();
        double otherCpuCores = others.otherCpuCores();
        double executions = ServerMeters.read(server.metrics()).sum("vernier_requests_total") - before;
        return new OverloadRow(variant, capacityRps, deadline, ledger, executions, otherCpuCores, isClientBound);
    }

    private Plan plan(double capacityRps, Duration length, Corpus corpus) {
        Schedule schedule = Schedule.of(
                List.of(Segment.step(LOAD * capacityRps, length)), Arrivals.POISSON, ground.seed(), Integer.MAX_VALUE);
        return Plan.of(schedule, corpus.size(), ground.seed());
    }

    private static String sentence(List<OverloadRow> rows) {
        return String.format(
                Locale.ROOT,
                "At twice its capacity the server answers %.2f of it in time, with deadlines %.2f",
                rows.get(0).inTimeRatio(),
                rows.get(1).inTimeRatio());
    }

    private void print(List<OverloadRow> rows) {
        TextTable table =
                new TextTable("deadline", "in time", "useful", "p99", "refused p50", "p99", "drained", "verdict");
        for (OverloadRow row : rows) {
            Duration deadline = row.deadline();
            table.row(
                    deadline == null ? "none" : deadline.toMillis() + " ms",
                    Figures.fixed(row.inTimeRatio(), 3),
                    Figures.fixed(row.usefulExecutions(), 3),
                    Figures.millis(Tally.of(row.ledger()).latencyMillis(99)),
                    Figures.millis(row.refusalMillis(50)),
                    Figures.millis(row.refusalMillis(99)),
                    Figures.millis(row.drainMillis()),
                    row.verdict().key());
        }
        table.lines().forEach(ground.narration()::line);
    }
}
