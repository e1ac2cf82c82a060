package dev.vernier.server;

import dev.vernier.server.config.ConfigException;
import dev.vernier.server.config.ConfigReader;
import dev.vernier.server.config.ServerConfig;
import dev.vernier.store.ModelStore;
import dev.vernier.store.StoreException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code serve}: serves the models of a store until the process is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves the models of a store over gRPC (Open Inference Protocol).",
            "When every model's reference is ready it prints `ready grpc=HOST:PORT metrics=HOST:PORT`.",
            "SIGTERM: answers what was accepted, then ends; a second one hurries."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(names = "--config", paramLabel = "FILE", description = "YAML file with the same keys and more.")
    private @Nullable Path configFile;

    @Option(names = "--store", paramLabel = "DIR", description = "Directory of the model store; store.")
    private @Nullable String store;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on; 127.0.0.1.")
    private @Nullable String host;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "0 takes a free one; 8001.")
    private @Nullable String grpcPort;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "0 takes a free one; 8002.")
    private @Nullable String metricsPort;

    @Option(names = "--lanes", paramLabel = "N", description = "Threads that run batches; one a core.")
    private @Nullable String lanes;

    @Option(names = "--slo", paramLabel = "TIME", description = "When an answer is wanted; 100ms.")
    private @Nullable String slo;

    @Option(names = "--max-message", paramLabel = "SIZE", description = "Largest request; 8MiB.")
    private @Nullable String maxMessage;

    @Option(names = "--no-degrade", description = "Serve the references only.")
    private boolean servesReferencesOnly;

    @Override
    public Integer call() throws InterruptedException {
        String absence = ClassArchive.absence();
        if (absence != null) {
            LOG.info("no archive of classes, so this start takes longer: {}", absence);
        }
        return serve(open(config()));
    }

    /** Serves until a signal says stop, then drains; gives the exit code. */
    static int serve(InferenceServer server) throws InterruptedException {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Signals.onStop(() -> {
            if (!stopped.complete(null)) {
                server.hurry();
            }
        });
        try (server) {
            CompletableFuture<Void> ready =
                    server.start().thenRun(() -> System.out.println("ready " + server.addresses()));
            stopped.join();
            ready.cancel(false);
            return server.drain() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private InferenceServer open(ServerConfig config) {
        try {
            return new InferenceServer(config, ModelStore.open(config.store()));
        } catch (StoreException e) {
            throw usage(e);
        }
    }

    private ServerConfig config() {
        try {
            return ConfigReader.read(configFile, System.getenv(), flags());
        } catch (ConfigException e) {
            throw usage(e);
        }
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new HashMap<>();
        put(flags, "store", store);
        put(flags, "host", host);
        put(flags, "grpc-port", grpcPort);
        put(flags, "metrics-port", metricsPort);
        put(flags, "lanes", lanes);
        put(flags, "slo", slo);
        put(flags, "max-message", maxMessage);
        put(flags, "degrade", servesReferencesOnly ? "false" : null);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }

    private ParameterException usage(RuntimeException cause) {
        return new ParameterException(new CommandLine(this), String.valueOf(cause.getMessage()), cause);
    }
}
