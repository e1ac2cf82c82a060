package dev.vernier.compressor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The most memory that this process had in RAM so far, native memory included. */
final class PeakMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KIB_IN_MIB = 1024;

    private PeakMemory() {}

    /** Linux's high-water mark; -1 where there is none. */
    static long mib() {
        return kib().orElse(-KIB_IN_MIB) / KIB_IN_MIB;
    }

    private static OptionalLong kib() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
