package dev.vernier.server.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the configuration: defaults, overridden by the file, by the environment, by flags. */
public final class ConfigReader {
    private static final String ENVIRONMENT_PREFIX = "VERNIER_";

    private ConfigReader() {}

    /**
     * Reads the configuration.
     *
     * @param file YAML; null for none
     * @param environment of it, {@code VERNIER_MAX_BATCH} sets {@code max-batch}; names that are no setting's are left
     *     alone, since container platforms put variables of their own there
     * @param flags values by key
     * @throws ConfigException when a key or a value is wrong
     */
    public static ServerConfig read(@Nullable Path file, Map<String, String> environment, Map<String, String> flags) {
        ObjectNode settings = file == null ? new YAMLMapper().createObjectNode() : parse(file);
        for (String key : RecordBinder.keys(ServerConfig.class)) {
            String name = ENVIRONMENT_PREFIX + key.toUpperCase(Locale.ROOT).replace('-', '_');
            String value = environment.get(name);
            if (value != null) {
                settings.put(key, value);
            }
        }
        flags.forEach(settings::put);
        return RecordBinder.bind(settings, ServerConfig.defaults());
    }

    private static ObjectNode parse(Path file) {
        try {
            JsonNode root = new YAMLMapper().readTree(file.toFile());
            if (root instanceof ObjectNode settings) {
                return settings;
            }
            if (root.isMissingNode() || root.isNull()) {
                return new YAMLMapper().createObjectNode();
            }
            throw new ConfigException(List.of(file + " is not a list of `key: value` lines"));
        } catch (IOException e) {
            throw new ConfigException(List.of(file + " cannot be read: " + e.getMessage()));
        }
    }
}
