package dev.vernier.server;

import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.store.ModelStore;
import dev.vernier.store.ModelVersion;
import dev.vernier.store.Profiler;
import dev.vernier.store.Session;
import dev.vernier.store.VariantCard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that serves two models of a {@link TestStore} as {@code serve} does: the runs of {@code echo} wait for the line
 * {@code run} on standard input and are slow then; {@code late} is being loaded until the line {@code load}.
 */
final class DrainedServer {
    /** As long as a run of a small encoder. */
    private static final long RUN_NANOS = 5_000_000;

    /** Beyond what is run on an event loop. */
    private static final long SPIN_NANOS = 200_000;

    private static final Gate RUN = new Gate();
    private static final Gate LOAD = new Gate();

    private DrainedServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        Thread commands = new Thread(DrainedServer::obey, "commands");
        commands.setDaemon(true);
        commands.start();
        Path directory = Path.of(arguments[0]);
        ModelStore store = ModelStore.open(directory);
        VariantOpener opener = new VariantOpener(store, DrainedServer::open, new Profiler(Duration.ZERO));
        System.exit(ServeCommand.serve(new InferenceServer(new LiveConfig(() -> config(directory)), store, opener)));
    }

    private static ServerConfig config(Path directory) {
        return ConfigReader.read(
                directory.resolve(ChildServer.SETTINGS),
                Map.of(),
                Map.of("grpc-port", "0", "metrics-port", "0", "admin-port", "0", "lanes", "2", "max-batch", "4"));
    }

    private static Session open(ModelVersion version, VariantCard card) {
        if (version.model().equals("late")) {
            LOAD.pass();
        }
        return new FakeSession((input, termination) -> {
            spin();
            // The warm-up and the profile run on rows of zeros.
            if (input.buffer().getFloat(0) != 0) {
                RUN.pass();
                LockSupport.parkNanos(RUN_NANOS);
            }
        });
    }

    /** Makes the model one for lanes: the gate would stop an event loop. */
    private static void spin() {
        long began = System.nanoTime();
        while (System.nanoTime() - began < SPIN_NANOS) {
            Thread.onSpinWait();
        }
    }

    private static void obey() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                (line.equals("run") ? RUN : LOAD).open();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
