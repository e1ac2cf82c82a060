package dev.vernier.compressor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import java.util.function.LongSupplier;

/**
 * Tells how far a command is: on a terminal one line that is drawn over and over, elsewhere one line a step. Thread-safe.
 */
final class ProgressBar {
    private static final int CELLS = 24;
    private static final long REDRAW_NANOS = 100_000_000;

    private final PrintStream out;
    private final boolean isTerminal;
    private final double totalWork;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private String step = "";
    private double workBefore;
    private double workOfStep;
    private double done;
    private long drawnNanos;

    /** @param totalWork the sum of what {@link #begin} will be told, in any unit; about seconds make a good estimate */
    ProgressBar(PrintStream out, boolean isTerminal, double totalWork, LongSupplier nanoClock) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.totalWork = totalWork;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.drawnNanos = startNanos - REDRAW_NANOS;
    }

    /** On the error stream, so that a verb's output holds only its result. */
    static ProgressBar onErrorStream(double totalWork) {
        return new ProgressBar(System.err, isErrorTerminal(), totalWork, System::nanoTime);
    }

    /** {@link System#console} tells only of input and output, and on JDK 22 and later not even that. */
    private static boolean isErrorTerminal() {
        try {
            Path target = Path.of("/proc/self/fd/2").toRealPath();
            return target.startsWith("/dev/pts") || target.startsWith("/dev/tty") || target.startsWith("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends the step before and begins the next; the result takes the share of it that is done, from 0 to 1. */
    synchronized DoubleConsumer begin(String newStep, double work) {
        workBefore += workOfStep;
        workOfStep = work;
        step = newStep;
        done = Math.min(1, workBefore / totalWork);
        draw();
        if (!isTerminal) {
            out.println(line());
        }
        return share -> advance(newStep, share);
    }

    /** Ends the last step and clears the line. */
    synchronized void end() {
        if (isTerminal) {
            out.print("\r\033[K");
            out.flush();
        }
    }

    private synchronized void advance(String ofStep, double share) {
        if (!ofStep.equals(step)) {
            return;
        }
        done = Math.max(done, Math.min(1, (workBefore + workOfStep * share) / totalWork));
        if (nanoClock.getAsLong() - drawnNanos >= REDRAW_NANOS) {
            draw();
        }
    }

    private void draw() {
        if (isTerminal) {
            int full = (int) Math.round(done * CELLS);
            out.print("\r[" + "#".repeat(full) + "-".repeat(CELLS - full) + "] " + line() + "\033[K");
            out.flush();
            drawnNanos = nanoClock.getAsLong();
        }
    }

    private String line() {
        double seconds = (nanoClock.getAsLong() - startNanos) / 1e9;
        // Before some of the work is done its speed is not known.
        String left = done < 0.02 ? "" : String.format(Locale.ROOT, ", %.0f s left", seconds * (1 - done) / done);
        return String.format(Locale.ROOT, "%3.0f %%  %s%s", 100 * done, step, left);
    }
}
