package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Schedule;
import dev.vernier.loadtest.stage.Bench;
import dev.vernier.policy.Demand;
import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Contender;
import dev.vernier.policy.simulate.Run;
import dev.vernier.policy.simulate.Simulation;
import dev.vernier.policy.simulate.Speed;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.TraceRequest;
import dev.vernier.policy.simulate.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Gives the log of a run to the simulator, in a world that was measured before the run: the profile for the costs that the
 * policy believes, the strains for what they are beside the load generator, and for the way to the server and back.
 */
record Replay(ModelProfile ladder, int lanes, Strains strains, Corpus corpus, Duration slo) {
    /** Spread of run times around the profile's: what the simulator's own traces have. */
    private static final double NOISE = 0.06;

    private static final int ORDINARY_PRIORITY = 4;
    private static final double STEP_SECONDS = 0.1;

    /** The policy class of the server over the log; the seed is that of the noise. */
    Run run(Plan plan, Course course, long seed) {
        return Simulation.run(
                trace(plan, seed), world(course), Contender.adaptive().factory(), seed);
    }

    /** The log: arrival, tokens, deadline; no request named a floor. */
    Trace trace(Plan plan, long seed) {
        Random random = new Random(seed);
        Schedule schedule = plan.schedule();
        long budget = Bench.budget(slo).toNanos();
        List<TraceRequest> requests = new ArrayList<>();
        for (int row = 0; row < plan.size(); row++) {
            long arrival = schedule.offsetNanos(row);
            int tokens = Math.max(1, corpus.text(plan.text(row)).tokens());
            double noise = Math.exp(NOISE * random.nextGaussian() - NOISE * NOISE / 2);
            Demand demand = new Demand(0, 1, tokens, ORDINARY_PRIORITY, 0, -1, false);
            requests.add(new TraceRequest(row, arrival, demand, arrival + budget, arrival + budget, noise));
        }
        return new Trace("replay", requests);
    }

    /** Lanes as slow as the offered rate makes them. */
    World world(Course course) {
        double seconds = course.segments().stream()
                .mapToDouble(segment -> segment.duration().toNanos() / 1e9)
                .sum();
        int steps = (int) Math.ceil(seconds / STEP_SECONDS) + 1;
        long[] starts = new long[steps];
        double[] speeds = new double[steps];
        for (int step = 0; step < steps; step++) {
            starts[step] = Math.round(step * STEP_SECONDS * 1e9);
            speeds[step] = strains.speedAt(course.rpsAt(step * STEP_SECONDS));
        }
        return busyWorld().at(Speed.steps(starts, speeds));
    }

    /** Lanes as slow as at the peak, and a policy that believes the profile. */
    World busyWorld() {
        return World.of(lanes, List.of(strains.slowed(ladder))).believing(List.of(ladder));
    }

    /** What an answer to a request that was due at this time of the course takes outside of the server. */
    double transitMillis(Course course, double seconds) {
        return strains.transitMillisAt(course.rpsAt(seconds));
    }
}
