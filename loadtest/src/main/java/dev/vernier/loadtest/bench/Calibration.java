package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Arrivals;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.Outcome;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Schedule;
import dev.vernier.loadtest.load.Segment;
import dev.vernier.loadtest.stage.Bench;
import dev.vernier.loadtest.stage.MeasuredLoad;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.loadtest.stage.ServerMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Measures the strain of a steady load on one pinned variant, on a server whose policy learns no costs: what its batches are
 * compared with is the profile.
 */
record Calibration(Arena arena, RunningServer server, Bench bench, int rounds, Duration duration) {
    /** Seeds of the runs are their neighbours: no text comes at the same time as there. */
    private static final long SEED_SHIFT = 77;

    /** The reference in the calm, and every variant at the peak: in turns, since a JVM's first seconds are its slowest. */
    Strains strains(Course course, List<String> variants) throws IOException, InterruptedException {
        List<Strain> calm = new ArrayList<>();
        Map<String, List<Strain>> busy = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            calm.add(strain(course.baseRps(), variants.get(0)));
            for (String variant : variants) {
                busy.computeIfAbsent(variant, first -> new ArrayList<>()).add(strain(course.peakRps(), variant));
            }
        }
        return new Strains(
                Strain.median(calm), busy.values().stream().map(Strain::median).toList());
    }

    private Strain strain(double rps, String variant) throws IOException, InterruptedException {
        LockSupport.parkNanos(Adaptive.REST_NANOS);
        Bodies bodies = bench.corpus().encoded(bench.ask().pinned(variant).within(Bench.budget(arena.slo())));
        Schedule schedule = Schedule.of(
                List.of(Segment.step(rps, duration)), Arrivals.POISSON, bench.seed() + SEED_SHIFT, Integer.MAX_VALUE);
        Plan plan = Plan.of(schedule, arena.texts(), bench.seed() + SEED_SHIFT);
        ServerMeters before = ServerMeters.read(server.metrics());
        MeasuredLoad measured = bench.measure(plan, bodies, arena.scorer(), arena.slo());
        ServerMeters after = ServerMeters.read(server.metrics());
        double servedMillis = 1e3 * mean("vernier_request_duration_seconds", before, after);
        return new Strain(
                variant,
                rps,
                mean("vernier_prediction_error", before, after),
                Math.max(0, meanMillis(measured.ledger()) - servedMillis));
    }

    private static double mean(String meter, ServerMeters before, ServerMeters after) {
        return (after.sum(meter + "_sum") - before.sum(meter + "_sum"))
                / (after.sum(meter + "_count") - before.sum(meter + "_count"));
    }

    private static double meanMillis(Ledger ledger) {
        return IntStream.range(0, ledger.size())
                        .filter(row -> ledger.outcome(row) == Outcome.IN_TIME)
                        .mapToLong(ledger::latencyNanos)
                        .average()
                        .orElse(0)
                / 1e6;
    }
}
