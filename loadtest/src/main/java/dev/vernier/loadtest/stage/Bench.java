package dev.vernier.loadtest.stage;

import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.ClientEffort;
import dev.vernier.loadtest.load.Corpus;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.Ledger;
import dev.vernier.loadtest.load.OpenLoop;
import dev.vernier.loadtest.load.Plan;
import dev.vernier.loadtest.load.Scorer;
import dev.vernier.loadtest.load.Tally;
import dev.vernier.store.measure.CpuWatch;
import java.time.Duration;

/**
 * What every measurement of a model under load uses.
 *
 * @param seed of all arrivals, orders and resamplings
 */
public record Bench(InferenceClient client, Ask ask, Corpus corpus, long seed) {
    private static final int MAX_IN_FLIGHT = 10_000;

    /** What the way to the server and back may take of the SLO: the server is asked for an answer in the rest. */
    private static final double TRANSIT_SHARE = 0.1;

    /** An open loop that waits for answers well past anything that counts. */
    OpenLoop openLoop() {
        return new OpenLoop(client, Duration.ofSeconds(2), MAX_IN_FLIGHT);
    }

    /** Sends a plan and watches what the machine and the client did meanwhile. */
    public MeasuredLoad measure(Plan plan, Bodies bodies, Scorer scorer, Duration slo) throws InterruptedException {
        CpuWatch others = CpuWatch.start();
        ClientEffort.Watch effort = ClientEffort.start(client);
        Ledger ledger = openLoop().run(plan, bodies, scorer, slo);
        boolean isClientBound = effort.stop(ledger, slo.toNanos() / 1e6).isBound();
        return new MeasuredLoad(ledger, Tally.of(ledger), others.otherCpuCores(), isClientBound);
    }

    /** The budget that a request is sent with, so that its answer is in time on the client's side. */
    public static Duration budget(Duration slo) {
        return Duration.ofNanos(Math.round(slo.toNanos() * (1 - TRANSIT_SHARE)));
    }
}
