package dev.vernier.loadtest.load;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how much load is offered over time; exactly one of them is given. */
final class RateShape {
    @Option(names = "--rate", paramLabel = "R", description = "R requests per second for the whole duration.")
    private @Nullable Double rate;

    @Option(
            names = "--step",
            paramLabel = "RATES",
            split = ",",
            description = "Rates with commas between: one after the other, each for the whole duration.")
    private double @Nullable [] steps;

    @Option(names = "--ramp", paramLabel = "R..R", description = "From one rate to another in a straight line.")
    private @Nullable String ramp;

    /**
     * The stretches of the run, at least one.
     *
     * @throws IllegalArgumentException when a rate is not positive, or the ramp is not written as FROM..TO
     */
    List<Segment> segments(Duration duration) {
        if (rate != null) {
            return List.of(Segment.step(rate, duration));
        }
        if (steps != null) {
            return Arrays.stream(steps)
                    .mapToObj(step -> Segment.step(step, duration))
                    .toList();
        }
        return List.of(ramp(ramp == null ? "" : ramp, duration));
    }

    private static Segment ramp(String text, Duration duration) {
        String[] ends = text.split("\\.\\.", -1);
        if (ends.length != 2) {
            throw new IllegalArgumentException("--ramp " + text + ": wanted is FROM..TO, e.g. 10..500");
        }
        return new Segment(Double.parseDouble(ends[0]), Double.parseDouble(ends[1]), duration);
    }
}
