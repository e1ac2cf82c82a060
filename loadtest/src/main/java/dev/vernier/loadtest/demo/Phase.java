package dev.vernier.loadtest.demo;

import java.util.Locale;

/** Which way the load goes. */
enum Phase {
    UP,
    DOWN;

    /** The name in result files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
