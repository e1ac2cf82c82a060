package dev.vernier.loadtest.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that every request carries as parameters. */
final class Wishes {
    @Option(names = "--variant", paramLabel = "NAME", description = "Pins the variant.")
    private @Nullable String variant;

    @Option(names = "--floor", paramLabel = "A", description = "Accuracy floor, 0 to 1.")
    private @Nullable Double floor;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationText.class,
            description = "Budget of each request, counted by the server from its arrival.")
    private @Nullable Duration timeout;

    @Option(names = "--priority", paramLabel = "P", description = "1 (highest) to 8.")
    private @Nullable Long priority;

    Map<String, Object> parameters() {
        Map<String, Object> parameters = new TreeMap<>();
        if (variant != null) {
            parameters.put("variant", variant);
        }
        if (floor != null) {
            parameters.put("accuracy_floor", floor);
        }
        if (timeout != null) {
            parameters.put("timeout", timeout.toNanos() / 1_000);
        }
        if (priority != null) {
            parameters.put("priority", priority);
        }
        return parameters;
    }
}
