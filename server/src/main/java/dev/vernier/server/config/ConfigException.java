package dev.vernier.server.config;

import java.util.List;

/** A configuration that cannot be used; the message has one line a problem, each with what would be right. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param problems one line each */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
