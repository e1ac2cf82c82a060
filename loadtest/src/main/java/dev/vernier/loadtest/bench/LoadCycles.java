package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.Bodies;
import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.measure.ResidentMemory;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Loads and unloads a model over and over in one server. */
record LoadCycles(Ground ground, StoredModel model, int cycles) {
    private static final int QUICK_SHARE = 5;
    private static final String TEXT = "a small domesticated carnivorous mammal";

    void run(ResultFile result) throws IOException, InterruptedException {
        int all = Math.max(MemoryFindings.SETTLING + 2, ground.isQuick() ? cycles / QUICK_SHARE : cycles);
        ground.narration()
                .heading("Loads and unloads of " + model.version().model() + " with "
                        + model.variants().size() + " variants");
        List<LoadCycle> done = new ArrayList<>();
        try (RunningServer server = RunningServer.start(ground.launcher(), model.directory(), ground.log());
                InferenceClient client = InferenceClient.connect(server.grpc(), 1)) {
            server.change(model.version().model(), "unload");
            while (done.size() < all) {
                ground.narration().bar(done.size(), all, "cycle " + (done.size() + 1));
                done.add(cycle(server, client));
                new MemoryFindings(done, model.variants().size()).write(result);
            }
        }
        new MemoryFindings(done, model.variants().size()).print(ground.narration());
    }

    private LoadCycle cycle(RunningServer server, InferenceClient client) throws IOException, InterruptedException {
        long start = System.nanoTime();
        server.change(model.version().model(), "load");
        for (String variant : model.variants()) {
            Bodies bodies = model.ask().pinned(variant).bodies(TEXT);
            client.awaitAnswer(bodies);
        }
        double loadedMib = ResidentMemory.nowMib(server.process());
        server.change(model.version().model(), "unload");
        double unloadedMib = ResidentMemory.nowMib(server.process());
        return new LoadCycle(loadedMib, unloadedMib, (System.nanoTime() - start) / 1e9);
    }
}
