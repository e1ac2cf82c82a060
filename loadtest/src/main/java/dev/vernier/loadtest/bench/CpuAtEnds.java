package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.SteadyLoop;
import java.time.Duration;

/** Reads a process's CPU time at the ends of a window. */
final class CpuAtEnds implements SteadyLoop.Ends {
    private final ProcessHandle process;
    private double begin;
    private double end;

    CpuAtEnds(ProcessHandle process) {
        this.process = process;
    }

    @Override
    public void begin() {
        begin = seconds(process);
    }

    @Override
    public void end() {
        end = seconds(process);
    }

    /** CPU time between the two. */
    double seconds() {
        return end - begin;
    }

    /** CPU time of a process so far. */
    static double seconds(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }
}
