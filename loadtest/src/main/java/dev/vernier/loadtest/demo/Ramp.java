package dev.vernier.loadtest.demo;

import dev.vernier.loadtest.load.Arrivals;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Schedule;
import dev.vernier.loadtest.load.Scorer;
import dev.vernier.loadtest.load.Segment;
import dev.vernier.loadtest.stage.Bench;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the same load to each policy at each place of the ramp.
 *
 * <p>At one place all policies get the same texts at the same times. Their order turns from place to place, so that what
 * comes after what is no part of the comparison.
 */
final class Ramp {
    private final Bench bench;
    private final Scorer scorer;
    private final List<Integer> texts;
    private final double referenceRps;
    private final Duration slo;
    private final Map<Policy, Bodies> bodies = new EnumMap<>(Policy.class);

    /** @param texts those that may be sent: the reference's answer to them is known */
    Ramp(Bench bench, Scorer scorer, List<Integer> texts, double referenceRps, Duration slo) {
        this.bench = bench;
        this.scorer = scorer;
        this.texts = List.copyOf(texts);
        this.referenceRps = referenceRps;
        this.slo = slo;
        for (Policy policy : Policy.values()) {
            bodies.put(policy, bench.corpus().encoded(policy.of(bench.ask().within(Bench.budget(slo)))));
        }
    }

    /** In which order the policies come at the n-th place. */
    List<Policy> orderAt(int place) {
        List<Policy> order = new ArrayList<>(List.of(Policy.values()));
        Collections.rotate(order, -place);
        return order;
    }

    /** Measures one step; a repeated one sends the same texts at the same times again. */
    Step measure(Place place, int index, Policy policy, Duration duration, boolean isRepeated)
            throws InterruptedException {
        LockSupport.parkNanos(Timetable.PAUSE.toNanos());
        Plan plan = plan(place, duration, bench.seed() * 1_000 + index);
        Bodies sent = Objects.requireNonNull(bodies.get(policy));
        return new Step(place, policy, bench.measure(plan, sent, scorer, slo), isRepeated);
    }

    private Plan plan(Place place, Duration duration, long seed) {
        Segment segment = Segment.step(place.load() * referenceRps, duration);
        return Plan.of(Schedule.of(List.of(segment), Arrivals.POISSON, seed, Integer.MAX_VALUE), texts, seed);
    }
}
