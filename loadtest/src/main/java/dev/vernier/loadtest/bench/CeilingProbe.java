package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.NamedTensor;
import dev.vernier.loadtest.load.SteadyLoop;
import dev.vernier.loadtest.load.SteadyWindow;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.measure.CpuWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures cells on a running server. */
record CeilingProbe(RunningServer server, InferenceClient client, StoredModel model, Duration window, long seed) {
    private static final Duration WARM_UP = Duration.ofMillis(300);

    /** 32 long texts in flight wait for each other; within this time nothing is refused. */
    private static final Duration LONG = Duration.ofMillis(950);

    private static final int VARIATIONS = 8;

    CeilingRound measure(CeilingCell cell, double ceilingRps) throws IOException, InterruptedException {
        Bodies bodies = bodies(cell);
        client.awaitAnswer(bodies);
        ServerEffort.Watch effort = new ServerEffort.Watch(server);
        CpuWatch others = CpuWatch.start();
        SteadyWindow answers = new SteadyLoop(cell.concurrency(), WARM_UP, window)
                .run(client, bodies, cell.lengths().size(), effort);
        ServerEffort spent = effort.effort();
        return new CeilingRound(
                ceilingRps,
                answers,
                spent.runCpuSeconds(),
                spent.cpuSeconds(),
                spent.clientCpuSeconds(),
                others.otherCpuCores());
    }

    private Bodies bodies(CeilingCell cell) {
        Ask ask = model.ask().pinned(cell.variant()).within(LONG);
        TokenRows tokens = new TokenRows(model.version(), seed);
        List<List<NamedTensor>> requests = new ArrayList<>();
        for (int variation = 0; variation < VARIATIONS; variation++) {
            for (int length : cell.lengths()) {
                requests.add(tokens.tensors(1, length, variation));
            }
        }
        return ask.bodies(requests);
    }
}
