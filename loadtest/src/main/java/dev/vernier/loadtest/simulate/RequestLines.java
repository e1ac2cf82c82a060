package dev.vernier.loadtest.simulate;

import dev.vernier.policy.ModelProfile;
import dev.vernier.policy.simulate.Run;
import dev.vernier.policy.simulate.Trace;
import dev.vernier.policy.simulate.TraceRequest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** Writes a run as CSV, a line for each request. Its first columns are a trace that {@code --trace} reads. */
final class RequestLines {
    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private RequestLines() {}

    static void write(Path file, ModelProfile model, Trace trace, Run run) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (BufferedWriter out = Files.newBufferedWriter(partial)) {
            out.write("seconds,tokens,deadline_ms,floor,variant,latency_ms,in_time,value\n");
            for (TraceRequest request : trace.requests()) {
                out.write(line(request, model, run));
            }
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String line(TraceRequest request, ModelProfile model, Run run) {
        int variant = run.variant(request.index());
        boolean isAnswered = variant >= 0;
        return String.format(
                Locale.ROOT,
                "%.9f,%d,%.3f,%s,%s,%s,%d,%.6f%n",
                request.arrivalNanos() / NANOS,
                request.demand().length(),
                request.allowedNanos() / NANOS_PER_MILLI,
                request.demand().floor(),
                isAnswered ? model.variants().get(variant).name() : "",
                isAnswered
                        ? String.format(Locale.ROOT, "%.3f", run.latencyNanos(request.index()) / NANOS_PER_MILLI)
                        : "",
                run.isInTime(request.index()) ? 1 : 0,
                run.value(request.index()));
    }
}
