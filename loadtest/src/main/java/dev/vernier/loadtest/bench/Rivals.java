package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.LoadException;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.baseline.Baseline;
import dev.vernier.policy.simulate.Contender;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** The policies that ours is compared with: every single variant, and the baselines, each at the best point of its grid. */
final class Rivals {
    static final String ALL = "all";
    static final String NONE = "none";

    /** Traces that the baselines are tuned on: none of them is run. */
    private static final long[] TUNING_SEEDS = {1_000_003, 1_000_033, 1_000_037};

    private Rivals() {}

    /**
     * Tunes the baselines in the simulator, on the courses that will be run and in the world that was measured.
     *
     * @param wanted names, or {@value #ALL} or {@value #NONE}
     * @throws LoadException when there is no policy of such a name
     */
    static List<Baseline> of(Set<String> wanted, Replay replay, List<Course> courses, List<Integer> texts) {
        ModelProfile ladder = replay.ladder();
        List<List<Baseline>> grids = new ArrayList<>();
        for (int variant = 0; variant < ladder.variants().size(); variant++) {
            grids.add(List.of(Baseline.fixed(ladder, variant)));
        }
        grids.addAll(Baseline.grids(ladder));
        Set<String> unknown = new HashSet<>(wanted);
        unknown.removeAll(Set.of(ALL, NONE));
        grids.forEach(grid -> unknown.remove(grid.get(0).name()));
        if (!unknown.isEmpty()) {
            throw new LoadException("no policy is called " + String.join(", ", unknown));
        }
        grids.removeIf(
                grid -> !wanted.contains(ALL) && !wanted.contains(grid.get(0).name()));
        List<Trace> traces = LongStream.of(TUNING_SEEDS)
                .boxed()
                .flatMap(seed -> courses.stream().map(course -> replay.trace(course.plan(texts, seed), seed)))
                .toList();
        World world = replay.busyWorld();
        return grids.stream()
                .map(grid -> grid.size() == 1 ? grid.get(0) : Contender.tuned(grid, traces, world))
                .toList();
    }
}
