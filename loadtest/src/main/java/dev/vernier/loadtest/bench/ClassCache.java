package dev.vernier.loadtest.bench;

import java.util.Locale;

/** Whether the launcher may use its archive of loaded classes. */
enum ClassCache {
    NONE,
    WARM;

    /** The name in result files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    void applyTo(ProcessBuilder server) {
        server.environment().put("VERNIER_CLASS_ARCHIVE", this == NONE ? "off" : "on");
    }
}
