package dev.vernier.store.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Watches how much of the machine others use: the busy time of all cores less that of this process and its descendants,
 * those included that have ended. Needs Linux; elsewhere it reports 0. Immutable: one object for one measurement.
 */
public final class CpuWatch {
    /** Ticks per second in which Linux reports CPU time to user space, on every architecture that it runs Java on. */
    private static final double TICKS_PER_SECOND = 100;

    private final Path proc;
    private final long startNanos;
    private final long startTicks;

    CpuWatch(Path proc, long nowNanos) {
        this.proc = proc;
        startNanos = nowNanos;
        startTicks = foreignTicks(proc);
    }

    /** Begins to watch. */
    public static CpuWatch start() {
        return new CpuWatch(Path.of("/proc"), System.nanoTime());
    }

    /** Cores that foreign processes used on average since the watch began. */
    public double otherCpuCores() {
        return otherCpuCores(System.nanoTime());
    }

    double otherCpuCores(long nowNanos) {
        double seconds = (nowNanos - startNanos) / 1e9;
        double foreignSeconds = (foreignTicks(proc) - startTicks) / TICKS_PER_SECOND;
        return seconds <= 0 ? 0 : Math.max(0, foreignSeconds / seconds);
    }

    private static long foreignTicks(Path proc) {
        try {
            long own = Stream.concat(
                            Stream.of(ProcessHandle.current()),
                            ProcessHandle.current().descendants())
                    .mapToLong(process -> processTicks(proc, process.pid()))
                    .sum();
            return busyTicks(Files.readAllLines(proc.resolve("stat")).get(0)) - own;
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Ticks in user, nice, system, irq and softirq of the line {@code cpu} of {@code /proc/stat}: not idle, iowait and
     * steal, and not guest, which user holds already.
     */
    static long busyTicks(String line) {
        List<Long> ticks =
                Stream.of(line.strip().split(" +")).skip(1).map(Long::parseLong).toList();
        return ticks.get(0) + ticks.get(1) + ticks.get(2) + ticks.get(5) + ticks.get(6);
    }

    private static long processTicks(Path proc, long pid) {
        try {
            return processTicks(
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat")));
        } catch (IOException e) {
            // Ended in this moment: its parent counts it from now on.
            return 0;
        }
    }

    /** Ticks of a process and of those of its children that have ended: fields 14 to 17 of its {@code stat}. */
    static long processTicks(String stat) {
        // The second field is the command's name in brackets, which may hold anything.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 14; field <= 17; field++) {
            ticks += Long.parseLong(fields[field - 3]);
        }
        return ticks;
    }
}
