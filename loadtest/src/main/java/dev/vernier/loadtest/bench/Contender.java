package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Ask;
import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.NamedTensor;
import dev.vernier.loadtest.load.SteadyLoop;
import dev.vernier.loadtest.load.SteadyWindow;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.ElementType;
import dev.vernier.store.Tensor;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A server that gives back what it gets, with a client of its own. */
record Contender(RunningServer server, InferenceClient client) implements AutoCloseable {
    private static final Duration WARM_UP = Duration.ofMillis(500);

    static Contender of(RunningServer server) {
        return new Contender(server, InferenceClient.connect(server.grpc(), 1));
    }

    OverheadSample measure(OverheadCell cell, Duration window) throws IOException, InterruptedException {
        Tensor row = Tensor.allocate(ElementType.FP32, 1, cell.model().width());
        Bodies bodies = Ask.of(cell.model().name()).bodies(List.of(List.of(new NamedTensor("x", row))));
        client.awaitAnswer(bodies);
        CpuAtEnds cpu = new CpuAtEnds(server.process());
        SteadyWindow timed = new SteadyLoop(cell.concurrency(), WARM_UP, window).run(client, bodies, 1, cpu);
        double allocatedBefore = ThreadAllocations.bytes(server.process());
        SteadyWindow counted = new SteadyLoop(cell.concurrency(), Duration.ZERO, window)
                .run(client, bodies, 1, new CpuAtEnds(server.process()));
        double allocated = ThreadAllocations.bytes(server.process()) - allocatedBefore;
        return new OverheadSample(timed, cpu.seconds(), allocated / counted.answered());
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
