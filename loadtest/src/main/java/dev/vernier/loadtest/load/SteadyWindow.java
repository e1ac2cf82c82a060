package dev.vernier.loadtest.load;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The window of a {@link SteadyLoop}.
 *
 * @param latencyMicros of the answers, by kind
 * @param errors replies that were no answer, or that of another request
 */
public record SteadyWindow(List<Histogram> latencyMicros, int errors, double seconds) {
    static final long MAX_MICROS = 60_000_000;

    public SteadyWindow {
        latencyMicros = List.copyOf(latencyMicros);
    }

    static long micros(long nanos) {
        return Math.min(MAX_MICROS, nanos / 1_000);
    }

    /** Answers. */
    public long answered() {
        return latencyMicros.stream().mapToLong(Histogram::getTotalCount).sum();
    }

    public double rps() {
        return answered() / seconds;
    }

    /** Latency of all kinds together below which the given share (in percent) of the answers came. */
    public double latencyMillis(double percentile) {
        Histogram all = new Histogram(MAX_MICROS, 3);
        latencyMicros.forEach(all::add);
        return all.getValueAtPercentile(percentile) / 1e3;
    }

    /** The same for one kind. */
    public double latencyMillis(int kind, double percentile) {
        return latencyMicros.get(kind).getValueAtPercentile(percentile) / 1e3;
    }
}
