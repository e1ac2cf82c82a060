package dev.vernier.policy.simulate;

import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.baseline.Baseline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All contenders on the same traces, each beside the bound. */
public final class Tournament {
    /** Seeds on which baselines are tuned; no verdict is given on them. */
    private static final List<Long> TUNING_SEEDS = List.of(1_000_003L, 1_000_033L, 1_000_037L);

    private static final double TUNING_SECONDS = 5;
    /** The bound's prices know of no busy lane: the clairvoyant tries them raised by these factors. */
    private static final double[] RAISES = {1, 1.05, 1.15, 1.3, 1.6, 2, 3};

    private final ModelProfile model;
    private final World world;
    private final List<Contender> fixed;
    private final List<Contender> others = new ArrayList<>();
    private final Map<String, String> winners = new LinkedHashMap<>();

    /** A tournament with a ladder that the policies know exactly; ours and the single variants take part. */
    public Tournament(ModelProfile model) {
        this(model, World.of(Scenario.LANES, List.of(model)));
    }

    /**
     * @param model the only one of the world
     * @param world what all traces run on
     */
    public Tournament(ModelProfile model, World world) {
        this.model = model;
        this.world = world;
        fixed = Contender.fixed(model);
    }

    /** Tunes each baseline on seeds of its own, and lets the winners of the grids take part. */
    public Tournament withBaselines() {
        List<Trace> traces = Scenario.gate(model).stream()
                .flatMap(scenario -> TUNING_SEEDS.stream().map(seed -> scenario.trace(TUNING_SECONDS, seed)))
                .toList();
        for (List<Baseline> grid : Baseline.grids(model)) {
            Baseline winner = Contender.tuned(grid, traces, world);
            winners.put(winner.name(), winner.parameters() + ", of " + grid.size());
            others.add(Contender.of(winner));
        }
        return this;
    }

    /** The winners of the grids: name, parameters and size of the grid. */
    public Map<String, String> winners() {
        return Collections.unmodifiableMap(winners);
    }

    /** Leaves in ours, the single variants and those baselines that are named. */
    public Tournament only(Set<String> policies) {
        others.removeIf(contender -> !policies.contains(contender.name()));
        return this;
    }

    private record Entry(Contender contender, Run run) {
        double accuracy() {
            return run.effectiveAccuracy();
        }
    }

    /** What all verdicts on a trace share. */
    private record Frame(Trace trace, long seed, double upperBound, double lowerBound, Entry bestStatic) {}

    /** Verdicts on one trace: ours first, then every single variant, then the baselines. */
    public List<Verdict> judge(Trace trace, long seed) {
        List<Entry> statics = run(fixed, trace, seed);
        List<Entry> all = new ArrayList<>(run(List.of(Contender.adaptive()), trace, seed));
        all.addAll(statics);
        all.addAll(run(others, trace, seed));
        UpperBound bound = UpperBound.of(trace, world);
        Entry best = statics.stream()
                .max(Comparator.comparingDouble(Entry::accuracy))
                .orElseThrow();
        Frame frame = new Frame(trace, seed, bound.effectiveAccuracy(), lowerBound(trace, bound, all), best);
        return all.stream().map(entry -> verdict(frame, entry)).toList();
    }

    private List<Entry> run(List<Contender> contenders, Trace trace, long origin) {
        return contenders.stream()
                .map(contender -> new Entry(contender, Simulation.run(trace, world, contender.factory(), origin)))
                .toList();
    }

    private double lowerBound(Trace trace, UpperBound bound, List<Entry> entries) {
        double reached = entries.stream().mapToDouble(Entry::accuracy).max().orElse(0);
        return Math.max(reached, hindsight(trace, bound).effectiveAccuracy());
    }

    /** The best run of a clairvoyant that knows the bound's prices. */
    private Run hindsight(Trace trace, UpperBound bound) {
        return Arrays.stream(RAISES)
                .mapToObj(raise ->
                        Simulation.run(trace, world, (first, now) -> new PriceFollower(world, bound, raise), 0))
                .max(Comparator.comparingDouble(Run::effectiveAccuracy))
                .orElseThrow();
    }

    /** The best run with hindsight that is known for a trace. */
    public Run hindsight(Trace trace) {
        return hindsight(trace, UpperBound.of(trace, world));
    }

    /** Ours on a trace. */
    public Run ours(Trace trace) {
        return Simulation.run(trace, world, Contender.adaptive().factory(), 0);
    }

    private Verdict verdict(Frame frame, Entry entry) {
        Run run = entry.run();
        double[] bySecond = run.accuracyBySecond();
        return new Verdict(
                model.name(),
                frame.trace().name(),
                frame.seed(),
                entry.contender().name(),
                entry.accuracy(),
                frame.upperBound(),
                frame.lowerBound(),
                frame.bestStatic().contender().name().substring(Baseline.FIXED.length()),
                frame.bestStatic().accuracy(),
                run.sloAttainment(),
                1 - Arrays.stream(bySecond).min().orElse(1),
                (double) run.switches() / Math.max(1, bySecond.length),
                run.offered(),
                run.shed(),
                run.floorViolations(),
                run.dropped(),
                mix(run));
    }

    private Map<String, Double> mix(Run run) {
        Map<String, Double> mix = new LinkedHashMap<>();
        double[] shares = run.mix(0);
        for (int variant = 0; variant < shares.length; variant++) {
            mix.put(model.variants().get(variant).name(), shares[variant]);
        }
        return mix;
    }
}
