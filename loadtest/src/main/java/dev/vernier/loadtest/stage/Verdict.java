package dev.vernier.loadtest.stage;

import java.util.Locale;

/** How a row or a promise came out. */
public enum Verdict {
    PASS,
    FAIL,
    /** Other processes used too much of the machine to tell. */
    NOISY,
    /** Not measured. */
    UNDECIDED;

    private static final double MAX_OTHER_CPU_CORES = 0.15;

    /** Whether foreign processes used so much of the machine that a measurement says as much about them. */
    public static boolean isNoisy(double otherCpuCores) {
        return otherCpuCores > MAX_OTHER_CPU_CORES;
    }

    /** The name in result files. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * For what noise can only worsen: a pass stands, and a failure that noise may explain is no failure. A comparison of
     * policies is another matter, since noise may have hit either.
     */
    public static Verdict of(boolean holds, boolean isNoisy) {
        return holds ? PASS : isNoisy ? NOISY : FAIL;
    }
}
