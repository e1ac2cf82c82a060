package dev.vernier.loadtest.simulate;

import dev.vernier.loadtest.load.DurationText;
import dev.vernier.loadtest.report.Report;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Arrivals;
import dev.vernier.policy.simulate.Population;
import dev.vernier.policy.simulate.Profiles;
import dev.vernier.policy.simulate.Run;
import dev.vernier.policy.simulate.Scenario;
import dev.vernier.policy.simulate.Tournament;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.Verdict;
import dev.vernier.policy.simulate.World;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verb {@code simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Runs the server's policy class over a trace in simulated time, beside every single variant, published"
                        + " policies, a bound that no schedule can pass, and a schedule found with hindsight.")
public final class SimulateCommand implements Callable<Integer> {
    private static final String EVERY = "all";
    private static final double MOST_REQUESTS = 5_000_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--suite",
            paramLabel = "ci",
            description = "Every ladder, trace and baseline, five seeds, and whether the promises of RATIONALE.md hold:"
                    + " exit code 1 if one does not. Takes no other option but --seed and --json.")
    private @Nullable String suite;

    @Option(
            names = "--profile",
            paramLabel = "NAME|FILE",
            defaultValue = "demo",
            description = "The ladder: demo, encoder, pair, or a JSON file with variants[] of name, fidelity, alpha_ms,"
                    + " beta_us, gamma_ns, the reference first. Default: ${DEFAULT-VALUE}.")
    private String profile = "";

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Lines of seconds,tokens,deadline_ms[,floor], instead of drawn arrivals.")
    private @Nullable Path traceFile;

    @Option(
            names = "--arrivals",
            paramLabel = "KIND",
            defaultValue = "POISSON",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private ArrivalKind arrivals = ArrivalKind.POISSON;

    @Option(
            names = "--load",
            paramLabel = "X",
            defaultValue = "1.5",
            description = "Rate, in multiples of what the reference carries. Default: ${DEFAULT-VALUE}.")
    private double load;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            defaultValue = "20s",
            converter = DurationText.class,
            description = "Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--slo",
            paramLabel = "MS",
            split = ",",
            defaultValue = "60",
            description = "Time that a request allows; of several each is as likely. Default: ${DEFAULT-VALUE}.")
    private List<Integer> sloMillis = List.of();

    @Option(
            names = "--noise",
            paramLabel = "X",
            defaultValue = "0.06",
            description = "Relative spread of run times. Default: ${DEFAULT-VALUE}.")
    private double noise;

    @Mixin
    private final WorldOptions machine = new WorldOptions();

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Published policies beside ours and the single variants, tuned first: model-switching, proteus,"
                            + " infaas, slackfit, greedy, greedy-look-ahead, clipper-aimd, or all.")
    private List<String> policies = List.of();

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Of arrivals, lengths and noise; a suite's first. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures there.")
    private @Nullable Path json;

    @Option(
            names = "--csv",
            paramLabel = "FILE",
            description = "Writes there what became of each request under our policy.")
    private @Nullable Path csv;

    @Option(names = "--html", paramLabel = "FILE", description = "Draws the figures there; needs --json.")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        check();
        boolean isInOrder;
        try (ResultFile result = new ResultFile(json, command(), seed, false)) {
            isInOrder = suite != null ? runSuite(result) : runTrace(result);
            result.complete();
        }
        if (html != null && json != null) {
            Report.write(List.of(json), html);
        }
        return isInOrder ? 0 : 1;
    }

    private void check() {
        demand(suite == null || suite.equals("ci"), "the one suite is called ci");
        demand(
                suite == null || (traceFile == null && csv == null && policies.isEmpty()),
                "--suite brings its own traces");
        demand(html == null || json != null, "--html draws what --json writes: give both");
        demand(load > 0 && load <= 1_000, "--load must be above 0, and at most 1000");
        demand(noise >= 0 && noise <= 2, "--noise must be between 0 and 2");
        demand(!duration.isZero() && duration.toSeconds() <= 86_400, "--duration must be above 0, and at most a day");
        demand(sloMillis.stream().allMatch(millis -> millis > 0 && millis <= 3_600_000), "--slo must be 1 to 3600000");
    }

    private void demand(boolean holds, String what) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), what);
        }
    }

    private boolean runSuite(ResultFile result) {
        PrintWriter out = spec.commandLine().getOut();
        SuiteRun run = new SuiteRun(out, seed);
        List<String> broken = run.run();
        run.write(result);
        ModelProfile model = Profiles.encoder();
        Trace busiest = Scenario.gate(model).get(2).trace(duration.toMillis() / 1e3, seed);
        double eventsPerSecond = EventRate.of(new Tournament(model), busiest);
        result.set("events_per_s", eventsPerSecond).set("broken", broken);
        out.printf(Locale.ROOT, "%n%,.0f simulated events per second%n", eventsPerSecond);
        out.println(broken.isEmpty() ? "all promises hold" : broken.size() + " promises do not hold:");
        broken.forEach(promise -> out.println("  " + promise));
        out.flush();
        return broken.isEmpty();
    }

    private boolean runTrace(ResultFile result) throws IOException {
        ModelProfile model = LadderFile.read(profile);
        Trace trace = trace(model);
        Tournament tournament = tournament(model, machine.world(model, trace, seed));
        List<Verdict> verdicts = tournament.judge(trace, seed);
        Run ours = tournament.ours(trace);
        result.set("events_per_s", EventRate.of(tournament, trace))
                .set("rows", verdicts.stream().map(VerdictFields::of).toList())
                .set("baselines", tournament.winners())
                .set("series", new SeriesFields(model, trace, ours, tournament.hindsight(trace)).seconds());
        if (csv != null) {
            RequestLines.write(csv, model, trace, ours);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(VerdictTable.of(verdicts));
        out.flush();
        return true;
    }

    private Tournament tournament(ModelProfile model, World world) {
        Tournament tournament = new Tournament(model, world);
        if (policies.isEmpty()) {
            return tournament;
        }
        tournament.withBaselines();
        Set<String> unknown = new HashSet<>(policies);
        unknown.removeAll(tournament.winners().keySet());
        unknown.remove(EVERY);
        demand(unknown.isEmpty(), "no policy is called " + String.join(", ", unknown));
        return policies.contains(EVERY) ? tournament : tournament.only(Set.copyOf(policies));
    }

    private Trace trace(ModelProfile model) throws IOException {
        if (traceFile != null) {
            return TraceFile.read(traceFile, noise, seed);
        }
        Population population =
                Population.texts(sloMillis.toArray(Integer[]::new)).withSpread(noise);
        double rps = load * Scenario.capacity(population, model, 0);
        double seconds = duration.toMillis() / 1e3;
        demand(rps * seconds <= MOST_REQUESTS, "more than 5 million requests");
        Arrivals process = arrivals.at(rps, seconds);
        return population.trace(arrivals.name().toLowerCase(Locale.ROOT), process, seconds, seed);
    }

    private String command() {
        return String.join(" ", spec.commandLine().getParent().getParseResult().originalArgs());
    }
}
