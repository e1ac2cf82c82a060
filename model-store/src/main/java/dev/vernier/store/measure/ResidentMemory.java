package dev.vernier.store.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process that is resident, native memory included. Needs Linux; elsewhere it reports 0. */
public final class ResidentMemory {
    private static final double KIB_PER_MIB = 1024;

    private ResidentMemory() {}

    /** Resident memory now. */
    public static double nowMib() {
        return mib(status("self"), "VmRSS:");
    }

    /** Resident memory of a process now; 0 where it is not known. */
    public static double nowMib(ProcessHandle process) {
        return mib(status(Long.toString(process.pid())), "VmRSS:");
    }

    /** The most that was ever resident. */
    public static double peakMib() {
        return mib(status("self"), "VmHWM:");
    }

    private static String status(String process) {
        try {
            return Files.readString(Path.of("/proc", process, "status"));
        } catch (IOException e) {
            return "";
        }
    }

    static double mib(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
                .findFirst()
                .orElse(0);
    }
}
