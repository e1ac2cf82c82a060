package dev.vernier.loadtest.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the threads of another JVM have allocated on the heap so far, as its own diagnostic command tells. */
final class ThreadAllocations {
    private static final Pattern ALLOCATED = Pattern.compile("allocated=(\\d+)([BKMG])");

    private ThreadAllocations() {}

    /** Bytes of all live threads together; large ones are rounded to a MiB each. */
    static double bytes(ProcessHandle process) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "Thread.print",
                        "-e")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new IOException("jcmd does not reach process " + process.pid());
        }
        return sum(said);
    }

    static double sum(String threads) {
        double bytes = 0;
        Matcher allocated = ALLOCATED.matcher(threads);
        while (allocated.find()) {
            bytes += Double.parseDouble(allocated.group(1)) * unit(allocated.group(2));
        }
        return bytes;
    }

    private static double unit(String letter) {
        return switch (letter) {
            case "K" -> 1 << 10;
            case "M" -> 1 << 20;
            case "G" -> 1 << 30;
            default -> 1;
        };
    }
}
