package dev.vernier.loadtest.stage;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;

/** What the demo says while it runs: headings on the output, a bar on the error stream where that is a terminal. */
public final class Narration {
    private static final int CELLS = 24;

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isTerminal = isErrorTerminal();

    public Narration(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
    }

    private static boolean isErrorTerminal() {
        try {
            String target = Path.of("/proc/self/fd/2").toRealPath().toString();
            return target.startsWith("/dev/pts") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    public void heading(String text) {
        clearBar();
        out.printf("%n%s%n", text);
        out.flush();
    }

    public void line(String text) {
        clearBar();
        out.println(text);
        out.flush();
    }

    /** Draws how far a part is: {@code done} of {@code all} things, and what is being done. */
    public void bar(int done, int all, String what) {
        if (isTerminal) {
            int full = CELLS * done / Math.max(1, all);
            err.print("\r[" + "#".repeat(full) + "-".repeat(CELLS - full) + "] " + (done + 1) + "/" + all + "  " + what
                    + "\033[K");
            err.flush();
        }
    }

    private void clearBar() {
        if (isTerminal) {
            err.print("\r\033[K");
            err.flush();
        }
    }
}
