package dev.vernier.loadtest.load;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Writes a run's latencies, in microseconds, as the log that HdrHistogram's tools read. */
final class HistogramLog {
    private HistogramLog() {}

    static void write(Tally tally, Path file) throws IOException {
        Histogram latencies = tally.latencyMicros();
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputComment("Vernier loadtest: microseconds from the intended send time");
            log.outputLogFormatVersion();
            log.outputLegend();
            log.outputIntervalHistogram(0, tally.seconds(), latencies, 1);
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }
}
