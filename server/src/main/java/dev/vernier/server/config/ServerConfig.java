package dev.vernier.server.config;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vernier.policy.baseline.Baseline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that an operator can set. A key of the YAML file is the dashed name of a component ({@code max-batch}); those
 * of {@link Inline} components are at the top level. Flags and environment variables set the top level's keys.
 *
 * @param store directory of the model store
 * @param lanes threads that run batches
 * @param memoryBudget what the open variants of all models may take in memory; null for no limit
 * @param degrade whether anything but the reference is served
 * @param policy {@value #ADAPTIVE}, or the text of a {@link Baseline} to compare it with
 * @param drainTimeout how long the accepted requests may take once the server was told to stop
 * @param modelDefaults what holds for a model that {@code models} says nothing about
 * @param models by the model's name
 */
public record ServerConfig(
        Path store,
        @Inline ListenConfig listen,
        @Inline QueueConfig queue,
        int lanes,
        @Nullable ByteSize memoryBudget,
        boolean degrade,
        String policy,
        Duration drainTimeout,
        @Inline ModelConfig modelDefaults,
        Map<String, ModelConfig> models) {
    private static final String ADAPTIVE = "adaptive";

    private static final List<String> READ_AT_START = List.of(
            "store",
            "host",
            "grpc-port",
            "metrics-port",
            "admin-port",
            "max-message",
            "lanes",
            "memory-budget",
            "degrade");

    public ServerConfig {
        models = Map.copyOf(models);
        if (lanes < 1) {
            throw new IllegalArgumentException("lanes: " + lanes + " is not at least 1");
        }
        if (!policy.equals(ADAPTIVE)) {
            checkBaseline(policy);
        }
    }

    private static void checkBaseline(String text) {
        try {
            Baseline.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("policy: " + e.getMessage(), e);
        }
    }

    /** What decides instead of the adaptive policy; empty for that one. */
    public Optional<Baseline> baseline() {
        return policy.equals(ADAPTIVE) ? Optional.empty() : Optional.of(Baseline.of(policy));
    }

    /** The defaults: one lane a core, everything on the loopback interface. */
    public static ServerConfig defaults() {
        return new ServerConfig(
                Path.of("store"),
                ListenConfig.DEFAULTS,
                QueueConfig.DEFAULTS,
                Runtime.getRuntime().availableProcessors(),
                null,
                true,
                ADAPTIVE,
                Duration.ofSeconds(30),
                ModelConfig.DEFAULTS,
                Map.of());
    }

    /**
     * The settings that differ in the next configuration but are read only at the start, each with both values; none when the
     * next one can be taken over by a running server.
     */
    public List<String> needingRestart(ServerConfig next) {
        ObjectNode present = ConfigWriter.tree(this);
        ObjectNode changed = ConfigWriter.tree(next);
        return READ_AT_START.stream()
                .filter(key -> !Objects.equals(present.get(key), changed.get(key)))
                .map(key -> key + ": " + present.path(key).asText() + " -> "
                        + changed.path(key).asText() + " needs a restart")
                .toList();
    }

    /** What holds for the model. */
    public ModelConfig model(String name) {
        return models.getOrDefault(name, modelDefaults);
    }
}
