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

    /**
     * For what noise can only worsen: a pass stands, and a failure that noise may explain is no failure. A comparison of
     * policies is another matter, since noise may have hit either.
     */
    static Verdict of(boolean holds, boolean isNoisy) {
        return holds ? PASS : isNoisy ? NOISY : FAIL;
    }
}
