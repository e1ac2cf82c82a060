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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: serves the models of a store until the process is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves the models of a store over gRPC (Open Inference Protocol).",
            "When every model's reference is ready it prints `ready grpc=HOST:PORT metrics=HOST:PORT admin=127.0.0.1:PORT`.",
            "SIGHUP: reads the configuration again; a wrong one changes nothing.",
            "SIGTERM: answers what was accepted, then ends; a second one hurries."
        })
final class ServeCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
    private CommandSpec spec;

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

    @Option(names = "--admin-port", paramLabel = "PORT", description = "On 127.0.0.1, always; 8003.")
    private @Nullable String adminPort;

    @Option(names = "--lanes", paramLabel = "N", description = "Threads that run batches; one a core.")
    private @Nullable String lanes;

    @Option(names = "--slo", paramLabel = "TIME", description = "When an answer is wanted; 100ms.")
    private @Nullable String slo;

    @Option(names = "--max-message", paramLabel = "SIZE", description = "Largest request; 8MiB.")
    private @Nullable String maxMessage;

    @Option(
            names = "--policy",
            paramLabel = "NAME",
            description =
                    "Decides in place of the adaptive policy, to compare it with: static-VARIANT, model-switching,"
                            + " proteus, infaas, slackfit, greedy, greedy-look-ahead or clipper-aimd, with :KEY=VALUE,... for"
                            + " their parameters; adaptive.")
    private @Nullable String policy;

    @Option(names = "--no-degrade", description = "Serve the references only.")
    private boolean servesReferencesOnly;

    @Override
    public Integer call() throws InterruptedException {
        String absence = ClassArchive.absence();
        if (absence != null) {
            LOG.info("no archive of classes, so this start takes longer: {}", absence);
        }
        return serve(open());
    }

    /** Serves until a signal says stop, then drains; gives the exit code. */
    static int serve(InferenceServer server) throws InterruptedException {
        CompletableFuture<Void> stopped = new CompletableFuture<>();
        Signals.onStop(() -> {
            if (!stopped.complete(null)) {
                server.hurry();
            }
        });
        Signals.onReload(() -> reload(server));
        try (server) {
            CompletableFuture<Void> ready =
                    server.start().thenRun(() -> System.out.println("ready " + server.addresses()));
            stopped.join();
            ready.cancel(false);
            return server.drain() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static void reload(InferenceServer server) {
        try {
            server.reload();
        } catch (ConfigException e) {
            LOG.error("the configuration stays as it was, for the new one is wrong:\n{}", e.getMessage());
        }
    }

    private InferenceServer open() {
        try {
            LiveConfig config = new LiveConfig(this::config);
            return new InferenceServer(config, ModelStore.open(config.present().store()));
        } catch (ConfigException | StoreException e) {
            throw usage(e);
        }
    }

    private ServerConfig config() {
        return ConfigReader.read(configFile, System.getenv(), flags());
    }

    private Map<String, String> flags() {
        Map<String, String> flags = new HashMap<>();
        put(flags, "store", store);
        put(flags, "host", host);
        put(flags, "grpc-port", grpcPort);
        put(flags, "metrics-port", metricsPort);
        put(flags, "admin-port", adminPort);
        put(flags, "lanes", lanes);
        put(flags, "slo", slo);
        put(flags, "max-message", maxMessage);
        put(flags, "policy", policy);
        put(flags, "degrade", servesReferencesOnly ? "false" : null);
        return flags;
    }

    private static void put(Map<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }

    private ParameterException usage(RuntimeException cause) {
        return new ParameterException(spec.commandLine(), String.valueOf(cause.getMessage()), cause);
    }
}
