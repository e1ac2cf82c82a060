package dev.vernier.loadtest.bench;

import dev.vernier.loadtest.load.SteadyLoop;
import java.time.Duration;

/** Reads a process's CPU time at the ends of a window. */
final class CpuAtEnds implements SteadyLoop.Ends {
    private final ProcessHandle process;
    private Duration begin = Duration.ZERO;
    private Duration end = Duration.ZERO;

    CpuAtEnds(ProcessHandle process) {
        this.process = process;
    }

    @Override
    public void begin() {
        begin = now();
    }

    @Override
    public void end() {
        end = now();
    }

    /** CPU time between the two. */
    double seconds() {
        return end.minus(begin).toNanos() / 1e9;
    }

    private Duration now() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
