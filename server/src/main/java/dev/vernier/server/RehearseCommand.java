package dev.vernier.server;

import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.server.grpc.SampleCall;
import dev.vernier.store.DirectoryTree;
import dev.vernier.store.ModelStore;
import dev.vernier.store.OnnxSession;
import dev.vernier.store.Profiler;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;

/**
 * {@code rehearse}: serves a tiny model on free ports, asks it, and ends. The launcher lets the JVM keep the classes of such a
 * run for the servers that it starts.
 */
@Command(
        name = "rehearse",
        hidden = true,
        description = "Serves a tiny model for a moment: what a class-data archive is made of.")
final class RehearseCommand implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 60;

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Path directory = Files.createTempDirectory("vernier-rehearsal");
        try {
            ServerConfig config = ConfigReader.read(
                    null,
                    Map.of(),
                    Map.of("grpc-port", "0", "metrics-port", "0", "admin-port", "0", "store", directory.toString()));
            return serve(config, RehearsalStore.in(directory)) ? 0 : 1;
        } finally {
            DirectoryTree.delete(directory);
        }
    }

    /** True when the server answered and drained. */
    private static boolean serve(ServerConfig config, ModelStore store)
            throws InterruptedException, ExecutionException, TimeoutException {
        VariantOpener opener = new VariantOpener(
                store, (version, card) -> OnnxSession.open(store, version, card), new Profiler(Duration.ZERO));
        Vertx vertx = Vertx.vertx();
        try (InferenceServer server = new InferenceServer(new LiveConfig(() -> config), store, opener)) {
            server.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            boolean isAnswered = SampleCall.ask(vertx, server.grpcPort(), RehearsalStore.MODEL, "a rehearsal")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return server.drain() && isAnswered;
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
