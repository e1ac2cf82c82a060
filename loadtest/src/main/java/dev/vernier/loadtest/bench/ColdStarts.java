package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.InferenceClient;
import dev.vernier.loadtest.load.LoadException;
import dev.vernier.loadtest.stage.RunningServer;
import dev.vernier.store.measure.CpuWatch;
import dev.vernier.store.measure.ResidentMemory;
import dev.vernier.store.measure.ResultFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Starts servers with and without the archive of classes in turn, and times each one's first answer. */
record ColdStarts(Ground ground, StoredModel model) {
    private static final int ROUNDS = 7;
    private static final int QUICK_ROUNDS = 3;
    private static final String TEXT = "a small domesticated carnivorous mammal";

    /** How often a server that is starting is asked; a hundredth of what is measured. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(4);

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);

    void run(ResultFile result) throws IOException, InterruptedException {
        ground.narration().heading("Starts of a server with " + model.variants().size() + " variants");
        ground.narration()
                .line("  one of each that does not count: the launcher makes its archive, files are read once");
        for (ClassCache cache : ClassCache.values()) {
            start(cache);
        }
        CpuWatch others = CpuWatch.start();
        ColdStartFindings findings =
                new ColdStartFindings(rounds(), model.variants().size());
        findings.write(result, others.otherCpuCores());
        findings.print(ground.narration());
    }

    private Map<ClassCache, List<ColdStart>> rounds() throws IOException, InterruptedException {
        Map<ClassCache, List<ColdStart>> starts = new EnumMap<>(ClassCache.class);
        List<ClassCache> order = new ArrayList<>(List.of(ClassCache.values()));
        order.forEach(cache -> starts.put(cache, new ArrayList<>()));
        int rounds = ground.isQuick() ? QUICK_ROUNDS : ROUNDS;
        for (int round = 0; round < rounds; round++) {
            for (ClassCache cache : order) {
                ground.narration().bar(round, rounds, "cache " + cache.key());
                ColdStart start = start(cache);
                Objects.requireNonNull(starts.get(cache)).add(start);
                ground.narration()
                        .line(String.format(
                                Locale.ROOT,
                                "  round %d  cache %-5s %6.0f ms to the first answer",
                                round + 1,
                                cache.key(),
                                start.firstAnswerMillis()));
            }
            Collections.reverse(order);
        }
        return starts;
    }

    private ColdStart start(ClassCache cache) throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder command = ground.launcher()
                .verb(
                        "serve",
                        List.of(
                                "--store",
                                model.directory().toString(),
                                "--grpc-port",
                                Integer.toString(port),
                                "--metrics-port",
                                "0",
                                "--admin-port",
                                "0"));
        cache.applyTo(command);
        long start = System.nanoTime();
        try (RunningServer server = RunningServer.begin(command, ground.log());
                InferenceClient client = InferenceClient.connect("127.0.0.1:" + port, 1)) {
            awaitListener(port, server);
            client.awaitAnswer(model.ask().bodies(TEXT), PAUSE_NANOS);
            double millis = (System.nanoTime() - start) / 1e6;
            for (String variant : model.variants()) {
                client.awaitAnswer(model.ask().pinned(variant).bodies(TEXT));
            }
            return new ColdStart(millis, ResidentMemory.nowMib(server.process()));
        }
    }

    private void awaitListener(int port, RunningServer server) {
        long start = System.nanoTime();
        while (!listens(port)) {
            if (!server.process().isAlive() || System.nanoTime() - start > PATIENCE_NANOS) {
                throw new LoadException("the server does not listen; see " + ground.log());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
