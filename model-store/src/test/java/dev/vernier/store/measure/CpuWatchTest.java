package dev.vernier.store.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuWatchTest {
    private static final long START_NANOS = new Random().nextLong();

    @TempDir
    private Path proc;

    @Test
    void countsWhatIsBusyAndNotOurs() throws IOException {
        write(1000, 400);
        CpuWatch watch = new CpuWatch(proc, START_NANOS);
        write(1000 + 700, 400 + 500);

        // 7 s busy of which 5 s were ours, in 4 s.
        assertThat(watch.otherCpuCores(START_NANOS + 4_000_000_000L)).isCloseTo(0.5, within(1e-9));
    }

    @Test
    void reportsNothingWhereTheSystemDoesNotTell() {
        CpuWatch watch = new CpuWatch(proc.resolve("absent"), START_NANOS);

        assertThat(watch.otherCpuCores(START_NANOS + 1_000_000_000L)).isZero();
    }

    @Test
    void neverReportsLessThanNothing() throws IOException {
        write(1000, 400);
        CpuWatch watch = new CpuWatch(proc, START_NANOS);
        write(1000, 401);

        assertThat(watch.otherCpuCores(START_NANOS + 1_000_000_000L)).isZero();
        assertThat(watch.otherCpuCores(START_NANOS)).isZero();
    }

    /** user 100, nice 20, system 30, idle 4000, iowait 500, irq 6, softirq 7, steal 80, guest 90. */
    @Test
    void takesNeitherIdleNorStolenTimeForBusy() {
        assertThat(CpuWatch.busyTicks("cpu  100 20 30 4000 500 6 7 80 90 0")).isEqualTo(163);
    }

    /** From proc(5): utime 14, stime 15, cutime 16, cstime 17; the command may hold blanks and brackets. */
    @Test
    void readsTheTicksOfAProcessWithAnyName() {
        assertThat(CpuWatch.processTicks("42 (a b) c) S 1 42 42 0 -1 4194560 1 2 3 4 1000 200 30 4 20 0 17 0 5 6 7"))
                .isEqualTo(1234);
    }

    @Test
    void watchesThisMachine() {
        assertThat(CpuWatch.start().otherCpuCores()).isNotNegative();
    }

    private void write(long busyTicks, long ownTicks) throws IOException {
        Files.writeString(proc.resolve("stat"), "cpu  " + busyTicks + " 0 0 9999 0 0 0 0 0 0\ncpu0 1 1\n");
        Path own = proc.resolve(Long.toString(ProcessHandle.current().pid()));
        Files.createDirectories(own);
        Files.writeString(own.resolve("stat"), "1 (java) S 1 1 1 0 -1 0 0 0 0 0 " + ownTicks + " 0 0 0 20 0 1 0 0\n");
    }
}
