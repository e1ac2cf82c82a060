package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.ClosedLoop;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.ReferenceAnswers;
import dev.vernier.loadtest.load.StoredTexts;
import dev.vernier.loadtest.stage.Bench;
import dev.vernier.loadtest.stage.Capacities;
import dev.vernier.loadtest.stage.Ladder;
import dev.vernier.loadtest.stage.MeasuredLoad;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.policy.baseline.Baseline;
import dev.vernier.policy.simulate.Contender;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The adaptive policy and its rivals over the same traces, one after the other in the same server, which changes its policy
 * between them.
 *
 * @param wanted the rivals' names
 * @param traces names of the courses
 * @param runs of ours
 */
record Adaptive(Ground ground, StoredModel model, Set<String> wanted, Set<String> traces, int runs) {
    /** Load of the calm, in capacities of the reference. */
    static final double CALM_LOAD = 0.5;

    private static final int IN_FLIGHT = 32;
    private static final Duration LONG = Duration.ofMillis(900);

    /** A course that does not count: until then only pinned requests were decided on, and the rest is still interpreted. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    /** Between two loads the server's queue and its rates come to rest. */
    static final long REST_NANOS = 400_000_000;

    /** False when counts did not add up or an answer was not its request's. */
    boolean run(ResultFile result) throws IOException, InterruptedException {
        Corpus corpus = StoredTexts.of(model.store(), model.version());
        Path settings = ground.log().resolveSibling("adaptive.yaml");
        Files.writeString(settings, setting(Contender.ADAPTIVE));
        ground.narration().heading("Starting the server");
        try (RunningServer server = RunningServer.start(
                        ground.launcher(), model.directory(), ground.log(), "--config", settings.toString());
                InferenceClient client = InferenceClient.connect(server.grpc(), 1)) {
            Bench bench = new Bench(client, model.ask(), corpus, ground.seed());
            warmUp(bench);
            Arena arena = arena(bench, result);
            List<Course> courses = courses(arena.ladder(), quick(5_000, 60_000), quick(5_000, 20_000));
            decideBy(Baseline.FIXED + Ladder.REFERENCE, server, settings);
            Replay replay = calibrated(arena, bench, server, courses.get(0));
            result.set("calibration", replay.strains().fields());
            List<Baseline> rivals = Rivals.of(wanted, replay, courses, arena.texts());
            decideBy(Contender.ADAPTIVE, server, settings);
            measure(bench, arena, courses(arena.ladder(), WARM_UP, WARM_UP).get(0));
            AdaptiveOutcome outcome = new AdaptiveOutcome(courses, corpus, replay, ground.seed());
            List<String> order = order(rivals);
            for (int turn = 0; turn < order.size(); turn++) {
                String policy = order.get(turn);
                ground.narration().bar(turn, order.size(), policy);
                decideBy(policy, server, settings);
                for (Course course : courses) {
                    outcome.enter(course, policy, measure(bench, arena, course));
                }
                outcome.write(result);
            }
            outcome.print(ground.narration());
            return outcome.isInOrder();
        }
    }

    /** From now on this policy decides in the server. */
    private static void decideBy(String policy, RunningServer server, Path settings)
            throws IOException, InterruptedException {
        Files.writeString(settings, setting(policy));
        server.reload();
    }

    private static String setting(String policy) {
        return "policy: '" + policy + "'\n";
    }

    /** Ours before, between and after the others, as often as it is run. */
    private List<String> order(List<Baseline> rivals) {
        List<String> order = new ArrayList<>(rivals.stream().map(Baseline::text).toList());
        for (int run = runs - 1; run >= 0; run--) {
            order.add(runs == 1 ? 0 : run * rivals.size() / (runs - 1), Contender.ADAPTIVE);
        }
        return order;
    }

    /** Lets every variant answer until the JVMs on both sides have compiled what they will run. */
    private void warmUp(Bench bench) throws InterruptedException {
        for (String variant : model.variants()) {
            Bodies bodies = bench.corpus().encoded(bench.ask().pinned(variant).within(LONG));
            bench.client().awaitAnswer(bodies);
            ReferenceAnswers nothing = new ReferenceAnswers(bench.corpus().size());
            new ClosedLoop(IN_FLIGHT, Duration.ZERO, quick(1_500, 3_000), 1)
                    .run(bench.client(), bench.corpus(), bodies, nothing, bench.seed());
        }
    }

    private Arena arena(Bench bench, ResultFile result) throws InterruptedException {
        ground.narration().heading("Capacity of each variant alone: 32 requests in flight, best of three windows");
        ReferenceAnswers references = new ReferenceAnswers(bench.corpus().size());
        Capacities capacities = new Capacities(bench, quick(300, 500), quick(800, 2_000), ground.narration());
        Ladder ladder = capacities.measure(model.version(), references);
        Duration slo = capacities.slo(ladder);
        result.set("model", model.version().model())
                .set("fp32_capacity_rps", ladder.referenceRps())
                .set("capacities_rps", ladder.capacityRps())
                .set("slo_ms", slo.toMillis());
        ground.narration()
                .line(String.format(
                        Locale.ROOT,
                        "  in time is within %d ms; the load goes from %.1fx to %.2fx",
                        slo.toMillis(),
                        CALM_LOAD,
                        ladder.promisedLoad()));
        return new Arena(bench.corpus(), model.version().task(), ladder, references, slo);
    }

    private List<Course> courses(Ladder ladder, Duration crowd, Duration ramp) {
        double base = CALM_LOAD * ladder.referenceRps();
        double peak = ladder.promisedLoad() * ladder.referenceRps();
        List<Course> courses = new ArrayList<>(List.of(Course.crowd(base, peak, crowd), Course.ramp(base, peak, ramp)));
        courses.removeIf(course -> !traces.contains(course.name()));
        return courses;
    }

    /** What a replay needs to know of the machine, measured before any of the runs that will be replayed. */
    private Replay calibrated(Arena arena, Bench bench, RunningServer server, Course course)
            throws IOException, InterruptedException {
        Calibration calibration =
                new Calibration(arena, server, bench, ground.isQuick() ? 1 : 4, Duration.ofMillis(1_500));
        Strains strains = calibration.strains(course, model.variants());
        int lanes = Runtime.getRuntime().availableProcessors();
        return new Replay(StoredLadder.of(model), lanes, strains, arena.corpus(), arena.slo());
    }

    private MeasuredLoad measure(Bench bench, Arena arena, Course course) throws InterruptedException {
        LockSupport.parkNanos(REST_NANOS);
        Bodies bodies = arena.corpus().encoded(bench.ask().within(Bench.budget(arena.slo())));
        return bench.measure(course.plan(arena.texts(), ground.seed()), bodies, arena.scorer(), arena.slo());
    }

    private Duration quick(long quickMillis, long fullMillis) {
        return Duration.ofMillis(ground.isQuick() ? quickMillis : fullMillis);
    }
}
