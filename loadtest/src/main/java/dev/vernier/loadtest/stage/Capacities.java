package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.Arrivals;
import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.ClosedLoop;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.ReferenceAnswers;
import dev.vernier.loadtest.load.Schedule;
import dev.vernier.loadtest.load.Scorer;
import dev.vernier.loadtest.load.Segment;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.VariantCard;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures what each variant carries alone, and on the way what the reference answers to each text.
 *
 * @param warmUp before the windows of a variant
 * @param window one of its three
 */
public record Capacities(Bench bench, Duration warmUp, Duration window, Narration narration) {
    private static final int IN_FLIGHT = 32;
    private static final int WINDOWS = 3;

    /** 32 in flight wait for each other; within this time nothing is refused, on a machine ten times slower than ours. */
    private static final Duration LONG = Duration.ofMillis(900);

    private static final double LEAST_SLO_MILLIS = 60;
    private static final double SLO_MEDIANS = 10;

    /** Share of the reference's capacity at which its median latency is that of an idle server. */
    private static final double LOW_LOAD = 0.15;

    private static final Duration MEDIAN_DURATION = Duration.ofSeconds(2);

    /** Closed loop, 32 in flight, the variant pinned; the reference's answers are kept. */
    public Ladder measure(ModelVersion version, ReferenceAnswers references) throws InterruptedException {
        Map<String, Double> capacities = new LinkedHashMap<>();
        List<VariantCard> variants = version.accepted();
        for (int i = 0; i < variants.size(); i++) {
            String variant = variants.get(i).name();
            narration.bar(i, variants.size(), "capacity of " + variant);
            boolean isReference = variant.equals(version.reference().name());
            double rps = capacity(
                    variant,
                    isReference
                            ? references
                            : new ReferenceAnswers(bench.corpus().size()));
            capacities.put(variant, rps);
            narration.line(String.format(Locale.ROOT, "  %-14s %7.1f answers per second", variant, rps));
        }
        return new Ladder(capacities);
    }

    private double capacity(String variant, Scorer scorer) throws InterruptedException {
        Bodies bodies = bench.corpus().encoded(pinned(variant));
        bench.client().awaitAnswer(bodies);
        return new ClosedLoop(IN_FLIGHT, warmUp, window, WINDOWS)
                .run(bench.client(), bench.corpus(), bodies, scorer, bench.seed())
                .bestRps();
    }

    /** How long an answer may take: 60 ms, or ten times the median of an idle server at full precision where that is more. */
    public Duration slo(Ladder ladder) throws InterruptedException {
        return Duration.ofMillis(
                (long) Math.ceil(Math.max(LEAST_SLO_MILLIS, SLO_MEDIANS * referenceMedianMillis(ladder))));
    }

    /** Median latency of the reference on an all but idle server. */
    private double referenceMedianMillis(Ladder ladder) throws InterruptedException {
        Segment segment = Segment.step(LOW_LOAD * ladder.referenceRps(), MEDIAN_DURATION);
        Schedule schedule = Schedule.of(List.of(segment), Arrivals.CONSTANT, bench.seed(), Integer.MAX_VALUE);
        Scorer nothing = new ReferenceAnswers(bench.corpus().size());
        return Tally.of(bench.openLoop()
                        .run(
                                Plan.of(schedule, bench.corpus().size(), bench.seed()),
                                bench.corpus().encoded(pinned(Ladder.REFERENCE)),
                                nothing,
                                LONG))
                .latencyMillis(50);
    }

    private Ask pinned(String variant) {
        return bench.ask().pinned(variant).within(LONG);
    }
}
