package dev.vernier.loadtest.demo;

import java.util.Locale;

/** How a row or a promise came out. */
enum Verdict {
    PASS,
    FAIL,
    /** Other processes used too much of the machine to tell. */
    NOISY,
    /** Not measured. */
    UNDECIDED;

    /** The name in result files. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A pass stands; a failure that noise may explain is no failure. */
    static Verdict of(boolean holds, boolean isNoisy) {
        return holds ? PASS : isNoisy ? NOISY : FAIL;
    }
}
