package dev.vernier.loadtest.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What a closed loop measured.
 *
 * @param windowRps answers per second in each window
 * @param refused requests that the server shed
 */
public record Throughput(List<Double> windowRps, long refused) {
    public Throughput {
        windowRps = List.copyOf(windowRps);
    }

    static Throughput of(long[] answered, long refused, Duration window) {
        double seconds = window.toNanos() / 1e9;
        return new Throughput(
                Arrays.stream(answered).mapToObj(count -> count / seconds).toList(), refused);
    }

    /** The best window: the others were disturbed by something else. */
    public double bestRps() {
        return windowRps.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
