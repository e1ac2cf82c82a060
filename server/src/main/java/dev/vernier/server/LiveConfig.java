package dev.vernier.server;

import dev.vernier.server.config.ConfigException;
import dev.vernier.server.config.ServerConfig;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The configuration in force, which can be read anew. Thread-safe. */
final class LiveConfig {
    private final Supplier<ServerConfig> source;
    private volatile ServerConfig present;

    /** @param source reads the configuration; fails with a {@link ConfigException} when it is wrong */
    LiveConfig(Supplier<ServerConfig> source) {
        this.source = source;
        this.present = source.get();
    }

    ServerConfig present() {
        return present;
    }

    /**
     * Reads the configuration anew and applies it.
     *
     * @throws ConfigException when it is wrong, or needs a restart; nothing changes then
     */
    synchronized ServerConfig reload(Consumer<ServerConfig> apply) {
        ServerConfig next = source.get();
        List<String> problems = present.needingRestart(next);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        apply.accept(next);
        present = next;
        return next;
    }
}
